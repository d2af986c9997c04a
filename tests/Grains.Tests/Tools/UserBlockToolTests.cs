using Microsoft.Extensions.AI;
using Sanctum.Errors;
using Sanctum.Memory;
using Sanctum.Platforms;

namespace Sanctum.Tools;

/// <summary>What an agent notes about people: kept for ever, seen while it is attached.</summary>
public sealed class UserBlockToolTests : IAsyncLifetime
{
    private PlatformHost _host = null!;
    private string _agent = "";

    public async Task InitializeAsync()
    {
        _host = await PlatformHost.Start();
        _agent = await _host.NewAgent();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Notes_about_a_person_are_seen_while_they_are_attached_and_kept_while_they_are_not()
    {
        Assert.Contains(
            "\"user_alice.test\" is attached: 0 of 5000", await Call("attach_user_block", new { handle = "@Alice.test" }),
            StringComparison.Ordinal);
        await Call("update_user_block", new { handle = "alice.test", text = "Likes tea." });
        Assert.Contains("<block label=\"user_alice.test\"", await Instructions(), StringComparison.Ordinal);
        Assert.Contains("Likes tea.", await Instructions(), StringComparison.Ordinal);

        await Call("detach_user_block", new { handle = "@alice.test" });
        await Call("update_user_block", new { handle = "alice.test", text = "Has a dog." });
        Assert.DoesNotContain("alice", await Instructions(), StringComparison.Ordinal);
        await _host.Restart();
        Assert.DoesNotContain("alice", await Instructions(), StringComparison.Ordinal);

        await Call("attach_user_block", new { handle = "alice.test" });
        await Call("attach_user_block", new { handle = "alice.test" });
        await Call("update_user_block", new { handle = "alice.test", mode = "replace", old_text = "a dog", text = "two dogs" });
        Assert.Contains("Likes tea.\nHas two dogs.", await Instructions(), StringComparison.Ordinal);
        Assert.Equal(["user_alice.test"], (await Memory.GetBlocks()).Select(block => block.Label));
    }

    [Fact]
    public async Task What_cannot_be_is_refused_and_the_model_is_told_the_limit()
    {
        Assert.Contains(
            "There is no memory block 'user_bob'", await Call("detach_user_block", new { handle = "bob" }),
            StringComparison.Ordinal);
        Assert.Contains(
            "There is no memory block 'user_bob'", await Call("update_user_block", new { handle = "bob", text = "New." }),
            StringComparison.Ordinal);
        Assert.Contains("is no handle", await Call("attach_user_block", new { handle = "@" }), StringComparison.Ordinal);
        Assert.Contains(
            "the limit is 120", await Call("attach_user_block", new { handle = new string('b', 121) }), StringComparison.Ordinal);
        await Call("attach_user_block", new { handle = "bob" });
        Assert.Contains(
            "old_text: does not occur",
            await Call("update_user_block", new { handle = "bob", mode = "replace", old_text = "cat", text = "dog" }),
            StringComparison.Ordinal);
        Assert.Contains(
            "text: would make", await Call("update_user_block", new { handle = "bob", text = new string('x', 5_001) }),
            StringComparison.Ordinal);
        Assert.Contains(
            "its limit is 5000", await Call("update_user_block", new { handle = "bob", text = new string('x', 5_001) }),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Notes_are_appended_replaced_set_and_viewed_attached_or_not()
    {
        Assert.Contains(
            "no notes about this person", await Call("user_note_view", new { handle = "@Carol.test" }), StringComparison.Ordinal);
        Assert.Contains(
            "10 of 5000", await Call("user_note_append", new { handle = "@Carol.test", note = "Likes tea." }),
            StringComparison.Ordinal);
        Assert.Contains("Likes tea.", await Instructions(), StringComparison.Ordinal);
        await Change("user_note_append", new { handle = "carol.test", note = "Has a dog." });
        await Change("detach_user_block", new { handle = "carol.test" });
        await _host.Restart();

        await Change("user_note_replace", new { handle = "carol.test", old_text = "a dog", new_text = "two dogs" });
        await Change("user_note_append", new { handle = "carol.test", note = "Sings." });
        Assert.Equal("Likes tea.\nHas two dogs.\nSings.", await Call("user_note_view", new { handle = "carol.test" }));
        Assert.DoesNotContain("carol", await Instructions(), StringComparison.Ordinal);
        await Change("user_note_replace", new { handle = "carol.test", old_text = "\nSings.", new_text = "" });
        Assert.Equal("Likes tea.\nHas two dogs.", await Call("user_note_view", new { handle = "carol.test" }));
        await Change("user_note_set", new { handle = "carol.test", content = "Moved away." });
        Assert.Equal("Moved away.", await Call("user_note_view", new { handle = "carol.test" }));
        await Change("user_note_set", new { handle = "carol.test", content = "" });
        Assert.Contains("are empty", await Call("user_note_view", new { handle = "carol.test" }), StringComparison.Ordinal);

        await Change("user_note_set", new { handle = "dan", content = "New here." });
        Assert.Contains("New here.", await Instructions(), StringComparison.Ordinal);
        Assert.Equal("What you know about @dan.", (await Memory.GetBlocks()).Single().Description);
    }

    [Fact]
    public async Task Notes_that_cannot_be_are_refused_in_the_words_of_the_tool()
    {
        Assert.Contains(
            "There is no memory block 'user_bob'",
            await Call("user_note_replace", new { handle = "bob", old_text = "a", new_text = "b" }), StringComparison.Ordinal);
        await Call("user_note_set", new { handle = "bob", content = "Likes tea." });

        Assert.Contains(
            "old_text: does not occur",
            await Call("user_note_replace", new { handle = "bob", old_text = "coffee", new_text = "milk" }),
            StringComparison.Ordinal);
        Assert.Contains(
            "note: would make", await Call("user_note_append", new { handle = "bob", note = new string('x', 5_000) }),
            StringComparison.Ordinal);
        Assert.Contains(
            "content: would make", await Call("user_note_set", new { handle = "bob", content = new string('x', 5_001) }),
            StringComparison.Ordinal);
        Assert.Contains(
            "new_text: would make",
            await Call("user_note_replace", new { handle = "bob", old_text = "tea", new_text = new string('x', 5_000) }),
            StringComparison.Ordinal);
        Assert.Contains("is no handle", await Call("user_note_view", new { handle = "@" }), StringComparison.Ordinal);
        Assert.Equal("Likes tea.", await Call("user_note_view", new { handle = "bob" }));
    }

    [Fact]
    public async Task An_agent_sees_so_many_blocks_and_another_only_when_one_is_put_away()
    {
        foreach (var number in Enumerable.Range(0, 64))
            await Memory.Attach($"user_{number}", "");

        var refused = await Assert.ThrowsAsync<InvalidRequestException>(() => Memory.Attach("user_64", ""));
        Assert.Contains("limit of 64 attached blocks", refused.Message, StringComparison.Ordinal);
        await Memory.Detach("user_0");
        await Memory.Attach("user_64", "");
        Assert.Equal(64, (await Memory.GetBlocks()).Length);
    }

    private async Task Change(string tool, object arguments) =>
        Assert.Contains("lock \"user_", await Call(tool, arguments), StringComparison.Ordinal);

    private IMemoryGrain Memory => _host.Grains.GetGrain<IMemoryGrain>($"default/{_agent}");

    private Task<string> Call(string tool, object arguments) => _host.CallTool(_agent, tool, arguments);

    /// <summary>What the model is told of itself in a turn.</summary>
    private async Task<string> Instructions()
    {
        var told = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var request = $"who are you? {Guid.NewGuid()}";
        _host.Model.On(request, (messages, _) =>
        {
            told.TrySetResult(messages[0].Text);
            return Task.FromResult(new ChatResponseUpdate(ChatRole.Assistant, "Me."));
        });
        await _host.Ask(_agent, request);
        return await told.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }
}

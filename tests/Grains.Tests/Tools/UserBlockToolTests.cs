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
        Assert.Contains("\"user_alice.test\" is attached: 0 of 5000", await Call("attach_user_block", new { handle = "@Alice.test" }), StringComparison.Ordinal);
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
        Assert.Contains("There is no memory block 'user_bob'", await Call("detach_user_block", new { handle = "bob" }), StringComparison.Ordinal);
        Assert.Contains("There is no memory block 'user_bob'", await Call("update_user_block", new { handle = "bob", text = "New." }), StringComparison.Ordinal);
        Assert.Contains("is no handle", await Call("attach_user_block", new { handle = "@" }), StringComparison.Ordinal);
        Assert.Contains("the limit is 120", await Call("attach_user_block", new { handle = new string('b', 121) }), StringComparison.Ordinal);
        await Call("attach_user_block", new { handle = "bob" });
        Assert.Contains(
            "old_text: does not occur", await Call("update_user_block", new { handle = "bob", mode = "replace", old_text = "cat", text = "dog" }), StringComparison.Ordinal);
        Assert.Contains("text: would make", await Call("update_user_block", new { handle = "bob", text = new string('x', 5_001) }), StringComparison.Ordinal);
        Assert.Contains("its limit is 5000", await Call("update_user_block", new { handle = "bob", text = new string('x', 5_001) }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_agent_sees_so_many_blocks_and_another_only_when_one_is_put_away()
    {
        foreach (var number in Enumerable.Range(0, 64))
            await Memory.Attach($"user_{number}", "");

        var refused = await Assert.ThrowsAsync<InvalidRequestException>(() => Memory.Attach("user_64", ""));
        Assert.Contains("64, the most that an agent sees", refused.Message, StringComparison.Ordinal);
        await Memory.Detach("user_0");
        await Memory.Attach("user_64", "");
        Assert.Equal(64, (await Memory.GetBlocks()).Length);
    }

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
        return await told.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }
}

using Microsoft.Extensions.AI;
using Sanctum.Errors;
using Sanctum.Tools;
using Sanctum.Turns;

namespace Sanctum.Conversations;

[Collection(HostSuite.Name)]
public sealed class RecallTests(SanctumHost host)
{
    [Fact]
    public async Task Entries_are_found_by_their_words_and_narrowed_by_session_platform_and_time()
    {
        var agent = await host.NewAgent();
        var (first, second) = (SanctumHost.NewSession(), SanctumHost.NewSession());
        await Say(agent, first, "Bob likes green tea in the mornings");
        await Say(agent, first, "the weather is fine");
        await Say(agent, second, "my teas are all black");

        var found = await Search(agent, new RecallQuery("tea"));
        var green = await Search(agent, new RecallQuery("GREEN teas"));

        // What the agent repeats is an entry too.
        Assert.Equal(4, found.Count);
        Assert.Equal((first, 1L), (green[0].SessionId, green[0].Seq));
        Assert.Contains("**green** **tea**", green[0].Highlight, StringComparison.Ordinal);
        Assert.Equal((TranscriptRole.User, "tester"), (green[0].Role, green[0].Author));
        Assert.True(green[0].Score > green[^1].Score);
        Assert.All(await Search(agent, new RecallQuery("tea", second)), entry => Assert.Equal(second, entry.SessionId));
        Assert.Equal(4, (await Search(agent, new RecallQuery("tea", Platform: "sandbox"))).Count);
        Assert.Empty(await Search(agent, new RecallQuery("tea", Platform: "webchat")));
        Assert.Empty(await Search(agent, new RecallQuery("tea", Person: Guid.NewGuid())));
        Assert.Empty(await Search(agent, new RecallQuery("tea", Until: found.Min(entry => entry.OccurredAt))));
        Assert.Equal(4, (await Search(agent, new RecallQuery("tea", Since: found.Min(entry => entry.OccurredAt)))).Count);
        Assert.Single(await Search(agent, new RecallQuery("tea", Limit: 1)));
        Assert.Empty(await Search(agent, new RecallQuery("the and of")));
        Assert.Empty(await Search(agent, new RecallQuery("o'hara \\ & | ! ( <-> :*")));
    }

    [Fact]
    public async Task Nothing_of_another_agent_is_found()
    {
        var (agent, other) = (await host.NewAgent(), await host.NewAgent());
        var word = $"word{Guid.NewGuid():N}";
        await Say(agent, SanctumHost.NewSession(), word);

        Assert.Equal(2, (await Search(agent, new RecallQuery(word))).Count);
        Assert.Empty(await Search(other, new RecallQuery(word)));
        Assert.Empty(await host.Grains.GetGrain<IRecallWorker>($"elsewhere/{agent}").Search(new RecallQuery(word)));
    }

    [Theory]
    [InlineData("", null, 10, "q")]
    [InlineData("a\0b", null, 10, "q")]
    [InlineData("tea", "a\0b", 10, "session")]
    [InlineData("tea", null, 51, "limit")]
    public async Task Query_that_breaks_a_rule_is_refused_by_its_field(string text, string? session, int limit, string field)
    {
        var agent = await host.NewAgent();

        var refused = await Assert.ThrowsAsync<InvalidRequestException>(
            () => Search(agent, new RecallQuery(text, session, Limit: limit)));

        Assert.Equal(field, refused.Errors[0].Field);
    }

    [Fact]
    public async Task Tool_finds_what_was_said_in_its_own_conversation_only()
    {
        var (agent, question) = (await host.NewAgent(), $"what tea was it {Guid.NewGuid()}");
        var (session, other) = (SanctumHost.NewSession(), SanctumHost.NewSession());
        host.Model.On(question, (messages, _) => Task.FromResult(messages[^1].Role == ChatRole.Tool
            ? new ChatResponseUpdate(
                ChatRole.Assistant, (string)messages[^1].Contents.OfType<FunctionResultContent>().Single().Result!)
            : new ChatResponseUpdate(
                ChatRole.Assistant,
                [
                    new FunctionCallContent(
                        "c1", "conversation_search", new Dictionary<string, object?> { ["query"] = "sencha" }),
                ])));
        await Say(agent, session, "I drink sencha");
        await Say(agent, other, "I hide sencha in the cellar");

        await Say(agent, session, question);

        var entries = (await host.Grains.GetGrain<ISessionGrain>($"default/{session}").Read(0, 10)).Entries;
        var result = entries.Single(entry => entry.Role == TranscriptRole.Tool);
        Assert.Equal(ToolStatus.Ok, result.ToolStatus);
        Assert.Contains("I drink **sencha**", result.Content, StringComparison.Ordinal);
        Assert.DoesNotContain("cellar", result.Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entry_that_is_larger_than_the_index_takes_is_still_written()
    {
        var (agent, session) = (await host.NewAgent(), SanctumHost.NewSession());
        var question = $"large {Guid.NewGuid()}";
        var answer = string.Join(' ', Enumerable.Range(0, 300_000).Select(number => $"w{number:x}"));
        host.Model.On(question, (_, _) => Task.FromResult(new ChatResponseUpdate(ChatRole.Assistant, answer)));

        await Say(agent, session, question);

        Assert.Equal(2, (await host.Grains.GetGrain<ISessionGrain>($"default/{session}").Get()).LastSeq);
        Assert.Single(await Search(agent, new RecallQuery("w1a")));
    }

    private async Task Say(string agent, string session, string text) =>
        await host.Ended(agent, await host.Send(agent, session, text));

    private async Task<IReadOnlyList<RecalledEntry>> Search(string agent, RecallQuery query) =>
        await host.Grains.GetGrain<IRecallWorker>($"default/{agent}").Search(query);
}

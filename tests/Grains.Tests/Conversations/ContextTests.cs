using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Sanctum.Agents;
using Sanctum.Errors;
using Sanctum.Queues;

namespace Sanctum.Conversations;

[Collection(HostSuite.Name)]
public sealed class ContextTests(SanctumHost host)
{
    [Fact]
    public async Task Context_is_what_the_model_is_sent()
    {
        var (agent, session) = (await NewAgent("current_time", "calculate"), SanctumHost.NewSession());
        var (question, heard) = ($"what is it {agent}", new ConcurrentQueue<IReadOnlyList<ChatMessage>>());
        host.Model.On(question, (messages, _) =>
        {
            heard.Enqueue(messages);
            return Task.FromResult(messages.Any(message => message.Role == ChatRole.Tool)
                ? new ChatResponseUpdate(ChatRole.Assistant, "It is 42.")
                : new ChatResponseUpdate(
                    ChatRole.Assistant,
                    [
                        new TextContent("I compute."),
                        new FunctionCallContent("c1", "calculate", new Dictionary<string, object?> { ["expression"] = "6 * 7" }),
                    ]));
        });
        await Answered(agent, session, "hello");
        await Answered(agent, session, question);

        var second = await Explain(session, step: 6);

        Assert.Equal(2, heard.Count);
        Assert.Equal(
            heard.Last().SelectMany(message => message.Contents).Select(Read).Skip(1),
            second.Parts.SkipWhile(part => part.Kind <= ContextPartKind.Tool).Select(part => part.Text));
        Assert.Equal(
            Text(heard.Last()[0]), string.Concat(second.Parts.Where(part => part.Kind < ContextPartKind.Tool).Select(Text)));
        Assert.Equal(
            [(ContextPartKind.User, "1"), (ContextPartKind.Assistant, "2"), (ContextPartKind.User, "3"),
                (ContextPartKind.Assistant, "4"), (ContextPartKind.ToolCall, "4"), (ContextPartKind.ToolResult, "5")],
            second.Parts.SkipWhile(part => part.Kind <= ContextPartKind.Tool).Select(part => (part.Kind, part.Source)));
        Assert.Equal(second.Parts.Sum(part => part.Tokens), second.Tokens);
        Assert.All(second.Parts, part => Assert.InRange(part.Tokens, 1, 500));
        Assert.Equal(
            ["calculate", "current_time"],
            second.Parts.Where(part => part.Kind == ContextPartKind.Tool).Select(part => part.Source)
                .Order(StringComparer.Ordinal));
        Assert.Equal("humans", second.Parts.Single(part => part.Kind == ContextPartKind.Block).Source);
    }

    [Fact]
    public async Task Earlier_call_and_next_call_differ_by_what_was_said_between()
    {
        var (agent, session) = (await NewAgent(), SanctumHost.NewSession());
        await Answered(agent, session, "first");
        await Answered(agent, session, "second");

        var (first, second, next) = (await Explain(session, 2), await Explain(session, 4), await Explain(session, null));

        Assert.Equal(["first"], Said(first));
        Assert.Equal(["first", "You said: first", "second"], Said(second));
        Assert.Equal(["first", "You said: first", "second", "You said: second"], Said(next));
        Assert.Equal((2L, null), (first.Step, next.Step));
        Assert.Equal((WindowSource.Agent, 4_000L), (next.Window.Source, next.Window.Tokens));
    }

    [Theory]
    [InlineData(0, "step")]
    [InlineData(1, "step")]
    public async Task Entry_that_no_model_call_wrote_is_refused(long step, string field)
    {
        var (agent, session) = (await NewAgent(), SanctumHost.NewSession());
        await Answered(agent, session, "hello");

        var refused = await Assert.ThrowsAsync<InvalidRequestException>(() => Explain(session, step));

        Assert.Equal(field, refused.Errors[0].Field);
        await Assert.ThrowsAsync<NotFoundException>(() => Explain(session, 3));
        await Assert.ThrowsAsync<NotFoundException>(() => Explain(SanctumHost.NewSession(), null));
    }

    private async Task<string> NewAgent(params string[] tools)
    {
        var name = $"a-{Guid.NewGuid():N}"[..20];
        await host.Grains.GetGrain<IAgentGrain>($"default/{name}").Create(new AgentDefinition(
            name, name, "", new AgentPersonality("A test."),
            new AgentCapabilities("scripted/test", Tools: [.. tools], ContextTokens: 4_000),
            System.Collections.Immutable.ImmutableDictionary<string, MemoryBlockDefinition>.Empty.Add(
                "humans", new MemoryBlockDefinition("humans", "Ann likes tea.", "Who is who", 2_000))));
        return name;
    }

    private async Task Answered(string agent, string session, string text) =>
        Assert.Equal(QueueItemStatus.Done, (await host.Ended(agent, await host.Send(agent, session, text))).Status);

    private Task<ModelContext> Explain(string session, long? step) =>
        host.Grains.GetGrain<ISessionContextWorker>($"default/{session}").Explain(step);

    private static IEnumerable<string?> Said(ModelContext context) =>
        context.Parts.Where(part => part.Kind > ContextPartKind.Tool).Select(Text);

    private static string? Text(ContextPart part) => part.Text;

    private static string Text(ChatMessage message) => message.Text;

    private static string Read(AIContent content) => content switch
    {
        FunctionCallContent call => $"{call.Name}({JsonSerializer.Serialize(call.Arguments)})",
        FunctionResultContent result => (string)result.Result!,
        _ => ((TextContent)content).Text,
    };
}

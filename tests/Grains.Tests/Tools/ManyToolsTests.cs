using Microsoft.Extensions.AI;
using Sanctum.Queues;
using Sanctum.Schemas;
using Sanctum.Testing;

namespace Sanctum.Tools;

[Collection(HostSuite.Name)]
public sealed class ManyToolsTests(SanctumHost host)
{
    private const int Agents = 20;
    private const int CallsOfEach = 4;

    [Fact]
    public async Task Tools_of_many_agents_run_at_once_and_none_waits_until_its_lease_is_lost()
    {
        var question = $"use {Guid.NewGuid()}";
        var tool = new GatedTool($"gated_{Guid.NewGuid():N}", ToolEffects.Unrepeatable);
        host.Part<ToolRegistry>().Exchange([], [RegisteredTool.Create(tool, TypeSchema.NewJson())]);
        host.Model.On(question, (messages, _) => Task.FromResult(messages.Any(message => message.Role == ChatRole.Tool)
            ? new ChatResponseUpdate(ChatRole.Assistant, "done")
            : new ChatResponseUpdate(
                ChatRole.Assistant,
                [.. Enumerable.Range(1, CallsOfEach).Select(n => new FunctionCallContent($"{n}", tool.Name))])));
        var sent = await Task.WhenAll(Enumerable.Range(0, Agents).Select(async _ =>
        {
            var agent = await host.NewAgent();
            return (Agent: agent, Item: await host.Send(agent, SanctumHost.NewSession(), question));
        }));

        await Eventually.True(() => Task.FromResult(tool.Running == Agents * CallsOfEach));
        tool.Open();

        foreach (var (agent, item) in sent)
            Assert.Equal(QueueItemStatus.Done, (await host.Ended(agent, item)).Status);
        Assert.Equal(Agents * CallsOfEach, tool.Runs.Count);
    }
}

using System.CommandLine;
using System.Text.Json.Nodes;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Memory;
using Sanctum.Queues;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Agents;

/// <summary>Shows how one agent does: its state, its queue, and how full its memory is.</summary>
internal static class StatusCommand
{
    public static Command Build()
    {
        var name = AgentArgument.Create();
        return new ClientCommand("status", "Show an agent's state, its queue, and how full its memory is") { name }
            .Does(run => Show(run, run.Get(name)))
            .WithExamples("sanctum agents status ada", "sanctum agents status ada --json | jq -r .queue.health");
    }

    private static async Task Show(CommandRun run, string name)
    {
        var agent = await run.Gateway.Get<AgentShape>(Route.To($"v1/agents/{name}"), run.Cancellation);
        var queue = await run.Gateway.Get<QueueShape>(Route.To($"v1/agents/{name}/queue"), run.Cancellation);
        var memory = await run.Gateway.Get<Page<BlockShape>>(Route.To($"v1/agents/{name}/memory"), run.Cancellation);
        if (run.Output.IsJson)
            run.Output.Json(Join(agent.Json, queue.Json, memory.Json));
        else
            run.Output.Write(Describe(agent.Value, queue.Value, memory.Value.Items));
    }

    private static string Join(string agent, string queue, string memory) => new JsonObject
    {
        ["agent"] = JsonNode.Parse(agent),
        ["queue"] = JsonNode.Parse(queue),
        ["memory"] = JsonNode.Parse(memory),
    }.ToJsonString(Wire.Options);

    private static Table Describe(AgentShape agent, QueueShape queue, IEnumerable<BlockShape> memory) => Facts.Of(
        ("Agent", agent.Id),
        ("Status", Listing.State(agent.Status)),
        ("Version", $"{agent.Version}, changed {Age.Of(agent.UpdatedAt)}"),
        ("Model", agent.Definition.Capabilities.Model),
        ("New", queue.New),
        ("Processing", queue.Processing),
        ("Done", queue.Done),
        ("No reply", queue.NoReply),
        ("Error", queue.Error),
        ("Mode", queue.ModeReason is null ? queue.Mode : $"{queue.Mode}: {queue.ModeReason}"),
        ("Health", Listing.State(queue.Health)),
        ("Because", string.Join(' ', queue.Reasons.Select(reason => reason.Message))),
        ("Memory", string.Join(", ", memory.Select(block => $"{block.Label} {block.Value.Length}/{block.Limit}"))));
}

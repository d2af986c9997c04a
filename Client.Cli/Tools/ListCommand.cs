using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Tools;

/// <summary>Lists tools: all, some, or those that an agent may use.</summary>
internal static class ListCommand
{
    public static Command Build()
    {
        var platform = new Option<string?>("--platform")
        {
            Description = "Only tools of this platform",
            HelpName = "platform",
        };
        var kind = new Option<string?>("--kind") { Description = "Only tools of this kind", HelpName = "kind" }
            .AcceptOnlyFromAmong("platform", "shared", "custom");
        var agent = new Option<string?>("--agent") { Description = "Only tools that this agent may use", HelpName = "agent" };
        var command = new ClientCommand("list", "List tools; as JSON with the schemas of their arguments")
            { platform, kind, agent };
        command.Validators.Add(given =>
        {
            if (given.GetValue(agent) is not null && (given.GetValue(platform) ?? given.GetValue(kind)) is not null)
                given.AddError("--agent excludes --platform and --kind.");
        });
        return command
            .Does(run => run.Get(agent) is { } name ? ShowOf(run, name) : Show(run, run.Get(platform), run.Get(kind)))
            .WithExamples(
                "sanctum tools list", "sanctum tools list --platform bluesky", "sanctum tools list --agent ada",
                "sanctum tools list --kind shared --json | jq '.items[] | select(.name == \"calculate\").parameters'");
    }

    private static async Task Show(CommandRun run, string? platform, string? kind) => run.Output.ShowPage(
        await run.Gateway.Get<Page<ToolShape>>(Route.To($"v1/tools")
            .With("platform", platform).With("kind", kind), run.Cancellation), ToolFacts.Of);

    private static async Task ShowOf(CommandRun run, string agent) =>
        ToolFacts.ShowOf(run, await run.Gateway.Get<AgentToolsShape>(Route.To($"v1/agents/{agent}/tools"), run.Cancellation));
}

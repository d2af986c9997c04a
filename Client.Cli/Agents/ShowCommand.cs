using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Agents;

/// <summary>Shows one agent.</summary>
internal static class ShowCommand
{
    public static Command Build()
    {
        var name = AgentArgument.Create();
        var command = new ClientCommand("show", "Show an agent and its definition") { name };
        command.Aliases.Add("get");
        return command
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<AgentShape>(Route.To($"v1/agents/{run.Get(name)}"), run.Cancellation), Describe))
            .WithExamples("sanctum agents show ada", "sanctum agents show ada --json | jq .definition > ada.json");
    }

    private static Table Describe(AgentShape agent)
    {
        var (definition, capabilities) = (agent.Definition, agent.Definition.Capabilities);
        return Facts.Of(
            ("Name", agent.Id),
            ("Shown as", definition.DisplayName),
            ("Status", Listing.State(agent.Status)),
            ("Version", $"{agent.Version}, changed {Age.Of(agent.UpdatedAt)}"),
            ("Description", definition.Description),
            ("Identity", definition.Personality.CoreIdentity),
            ("Tone", definition.Personality.Tone),
            ("Model", capabilities.Model),
            ("Steps", $"at most {capabilities.MaxSteps} a turn"),
            ("Tools", capabilities.Tools is { } tools ? string.Join(", ", tools) : "every built-in tool"),
            ("Memory", string.Join(", ", definition.MemoryBlocks.Keys.Order(StringComparer.Ordinal))));
    }
}

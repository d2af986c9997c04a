using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Plugins;

/// <summary>Lists the plug-ins.</summary>
internal static class ListCommand
{
    public static Command Build() => new ClientCommand("list", "List plug-ins: their states, platforms and tools")
        .Does(async run => run.Output.Show(
            await run.Gateway.Get<PluginListShape>(Route.To($"v1/plugins"), run.Cancellation), Describe))
        .WithExamples(
            "sanctum plugins list",
            "sanctum plugins list --json | jq '.items[].processes[] | select(.state == \"failed\").reason'");

    private static Table Describe(PluginListShape plugins)
    {
        var table = Listing.Of("PLUG-IN", "STATE", "VERSION", "PLATFORMS", "TOOLS", "PROCESS", "BECAUSE");
        foreach (
            var (plugin, process) in plugins.Items.SelectMany(plugin => plugin.Processes.Select(process => (plugin, process))))
        {
            table.Row(
                plugin.Name, Listing.State(process.State), process.Version, string.Join(", ", process.Platforms), string.Join(
                    ", ", process.Tools),
                process.Process, process.Reason);
        }
        return table;
    }
}

using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Plugins;

/// <summary>Shows one plug-in.</summary>
internal static class ShowCommand
{
    public static Command Build()
    {
        var name = PluginFacts.NameArgument();
        return new ClientCommand("show", "Show a plug-in with its settings; secrets are never shown") { name }
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<PluginShape>(Route.To($"v1/plugins/{run.Get(name)}"), run.Cancellation), PluginFacts.Of))
            .WithExamples("sanctum plugins show echo");
    }
}

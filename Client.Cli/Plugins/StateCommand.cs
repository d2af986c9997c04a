using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Plugins;

/// <summary>Says where a plug-in should stand.</summary>
internal static class StateCommand
{
    public static Command Build(string verb, string description)
    {
        var name = PluginFacts.NameArgument();
        return new ClientCommand(verb, description) { name }
            .Does(async run => run.Output.Show(
                await run.Gateway.Post<PluginShape>(Route.To($"v1/plugins/{run.Get(name)}/{verb}"), null, run.Cancellation),
                PluginFacts.Of))
            .WithExamples($"sanctum plugins {verb} echo");
    }
}

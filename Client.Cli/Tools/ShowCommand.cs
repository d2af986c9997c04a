using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Tools;

/// <summary>Shows one tool.</summary>
internal static class ShowCommand
{
    public static Command Build()
    {
        var name = ToolFacts.NameArgument();
        return new ClientCommand("show", "Show a tool, the schema of its arguments and its settings") { name }
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<ToolShape>(Route.To($"v1/tools/{run.Get(name)}"), run.Cancellation), ToolFacts.Of))
            .WithExamples("sanctum tools show calculate");
    }
}

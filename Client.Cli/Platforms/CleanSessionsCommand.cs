using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Spectre.Console;

namespace Sanctum.Platforms;

/// <summary>Removes sessions that ended long ago.</summary>
internal static class CleanSessionsCommand
{
    public static Command Build()
    {
        var olderThan = new Option<string?>("--older-than")
        {
            Description = "Minimum time since they ended, such as 30d; 30d if left out",
            HelpName = "time",
        };
        return new ClientCommand("clean-sessions", "Remove sessions that ended long ago; active sessions stay") { olderThan }
            .Does(async run => run.Output.Show(
                await run.Gateway.Post<CleanedSessionsShape>(
                    Route.To($"v1/platforms/sessions/clean").With("olderThan", run.Get(olderThan)), null, run.Cancellation),
                result => new Text($"{result.Removed} sessions were removed.\n")))
            .WithExamples("sanctum platforms clean-sessions", "sanctum platforms clean-sessions --older-than 7d --json");
    }
}

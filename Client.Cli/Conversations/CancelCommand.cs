using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;

namespace Sanctum.Conversations;

/// <summary>Stops the running turn of a session and drops what waits behind it.</summary>
internal static class CancelCommand
{
    public static Command Build()
    {
        var session = SessionArgument.Create();
        return new ClientCommand("cancel", "Stop a session's running turn, and cancel its waiting messages") { session }
            .Does(async run => run.Output.Show(
                await run.Gateway.Post<CancelledShape>(
                    Route.To($"v1/sessions/{run.Get(session)}/cancel"), null, run.Cancellation),
                ended => Facts.Of(("Cancelled", ended.Cancelled))))
            .WithExamples("sanctum sessions cancel first", "sanctum sessions cancel first --json | jq .cancelled");
    }

    private sealed record CancelledShape(int Cancelled);
}

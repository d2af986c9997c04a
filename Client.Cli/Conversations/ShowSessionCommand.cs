using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;

namespace Sanctum.Conversations;

/// <summary>Shows whose session it is, and how long.</summary>
internal static class ShowSessionCommand
{
    public static Command Build()
    {
        var session = SessionArgument.Create();
        return new ClientCommand("show", "Show a session's agent, times and length") { session }
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<SessionShape>(Route.To($"v1/sessions/{run.Get(session)}"), run.Cancellation),
                found => Facts.Of(
                    ("Session", found.Id), ("Agent", found.AgentId), ("Entries", found.LastSeq),
                    ("Began", Age.Of(found.CreatedAt)))))
            .WithExamples("sanctum sessions show first", "sanctum sessions show first --json | jq .lastSeq");
    }
}

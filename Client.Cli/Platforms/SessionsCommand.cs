using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Platforms;

/// <summary>Lists sessions on platforms, in use and past; those that could not be read are among them.</summary>
internal static class SessionsCommand
{
    public static Command Build()
    {
        var state = new Option<string?>("--state")
        {
            Description = "active, expired or corrupted; active if left out",
            HelpName = "state",
        }
            .AcceptOnlyFromAmong("active", "expired", "corrupted");
        var paging = new Paging("session", most: 200);
        return new ClientCommand(
            "sessions", "List the sessions of all accounts in one state, newest first; secrets are never shown") { state, paging }
            .Does(async run =>
            {
                var route = paging.Of(run, Route.To($"v1/platforms/sessions")).With("state", run.Get(state));
                run.Output.ShowPage(await run.Gateway.Get<Page<PastSessionShape>>(route, run.Cancellation), Describe);
            })
            .WithExamples("sanctum platforms sessions", "sanctum platforms sessions --state corrupted");
    }

    private static Table Describe(IEnumerable<PastSessionShape> sessions)
    {
        var table = Listing.Of("PLATFORM", "ACCOUNT", "STATE", "LOGIN", "SINCE", "ENDED", "BECAUSE");
        foreach (var session in sessions)
        {
            table.Row(
                session.Platform, session.Account, Listing.State(session.State), session.Subject, Age.Of(session.IssuedAt),
                session.EndedAt is { } ended ? Age.Of(ended) : "", session.Reason);
        }
        return table;
    }
}

using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;

namespace Sanctum.Platforms;

/// <summary>Brings in now what there is on an account's platform.</summary>
internal static class PollCommand
{
    public static Command Build()
    {
        var (platform, account) = (AccountFacts.PlatformArgument(), AccountFacts.AccountArgument());
        return new ClientCommand("poll", "Poll the platform for new notifications now") { platform, account }
            .Does(run => Poll(run, run.Get(platform), run.Get(account)))
            .WithExamples("sanctum platforms poll bluesky ada", "sanctum platforms poll bluesky ada --json | jq .waiting");
    }

    private static async Task Poll(CommandRun run, string platform, string account)
    {
        var polled = await run.Gateway.Post<PolledShape>(
            Route.To($"v1/platforms/{platform}/accounts/{account}/poll"), null, run.Cancellation);
        run.Output.Show(polled, answer => Facts.Of(("Waiting because of it", answer.Waiting)));
        if (polled.Value.NotAsked is { } reason)
            throw ProblemException.Local(Problem.NotAskedCode, "The platform was not polled", reason);
    }

    private sealed record PolledShape(int Waiting, string? NotAsked);
}

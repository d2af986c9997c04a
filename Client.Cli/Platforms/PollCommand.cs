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
        return new ClientCommand("poll", "Bring in now what is new, without waiting for the next time that the platform is asked") { platform, account }
            .Does(async run => run.Output.Show(
                await run.Gateway.Post<PolledShape>(
                    Route.To($"v1/platforms/{run.Get(platform)}/accounts/{run.Get(account)}/poll"), null, run.Cancellation),
                polled => Facts.Of(("Waiting because of it", polled.Waiting))))
            .WithExamples("sanctum platforms poll bluesky ada", "sanctum platforms poll bluesky ada --json | jq .waiting");
    }

    private sealed record PolledShape(int Waiting);
}

using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Platforms;

/// <summary>Stops an account or lets it go on.</summary>
internal static class StateCommand
{
    public static Command Build(string verb, string description)
    {
        var (platform, account) = (AccountFacts.PlatformArgument(), AccountFacts.AccountArgument());
        return new ClientCommand(verb, description) { platform, account }
            .Does(async run => run.Output.Show(
                await run.Gateway.Post<AccountShape>(
                    Route.To($"v1/platforms/{run.Get(platform)}/accounts/{run.Get(account)}/{verb}"), null, run.Cancellation),
                AccountFacts.Of))
            .WithExamples($"sanctum platforms {verb} bluesky ada");
    }
}

using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Platforms;

/// <summary>Shows one account.</summary>
internal static class ShowCommand
{
    public static Command Build()
    {
        var (platform, account) = (AccountFacts.PlatformArgument(), AccountFacts.AccountArgument());
        return new ClientCommand("show", "Show an account; its credentials are never shown") { platform, account }
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<AccountShape>(
                    Route.To($"v1/platforms/{run.Get(platform)}/accounts/{run.Get(account)}"), run.Cancellation),
                AccountFacts.Of))
            .WithExamples("sanctum platforms show bluesky ada");
    }
}

using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Platforms;

/// <summary>Forgets an account; its credentials are gone then, so a person is asked first.</summary>
internal static class DisconnectCommand
{
    public static Command Build()
    {
        var (platform, account) = (AccountFacts.PlatformArgument(), AccountFacts.AccountArgument());
        var yes = new Option<bool>("--yes", "-y") { Description = "Skip the confirmation; implied without a terminal" };
        return new ClientCommand("disconnect", "Disconnect an account and delete its credentials; its posts stay")
            { platform, account, yes }
            .Does(async run =>
            {
                if (!run.Get(yes) && !await run.Confirm($"Disconnect {run.Get(account)} on {run.Get(platform)}?"))
                    return;
                run.Output.Show(
                    await run.Gateway.Delete<AccountShape>(
                        Route.To($"v1/platforms/{run.Get(platform)}/accounts/{run.Get(account)}"), run.Cancellation),
                    AccountFacts.Of);
            })
            .WithExamples("sanctum platforms disconnect bluesky ada --yes");
    }
}

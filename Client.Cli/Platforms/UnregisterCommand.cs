using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Platforms;

/// <summary>Forgets a registered adapter with its secret, so a person is asked first.</summary>
internal static class UnregisterCommand
{
    public static Command Build()
    {
        var platform = AccountFacts.PlatformArgument();
        var yes = new Option<bool>("--yes", "-y") { Description = "Skip the confirmation; implied without a terminal" };
        return new ClientCommand(
            "unregister", "Remove a remote adapter; its accounts and posts wait until one is registered again") { platform, yes }
            .Does(async run =>
            {
                if (!run.Get(yes) && !await run.Confirm($"Remove the adapter of {run.Get(platform)}?"))
                    return;
                await run.Gateway.Delete(Route.To($"v1/platforms/{run.Get(platform)}"), run.Cancellation);
                if (run.Output.IsJson)
                    run.Output.Json("{}");
            })
            .WithExamples("sanctum platforms unregister board --yes");
    }
}

using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Platforms;

/// <summary>Lists a platform's accounts, a page at a time.</summary>
internal static class AccountsCommand
{
    public static Command Build()
    {
        var platform = AccountFacts.PlatformArgument();
        var paging = new Paging("name", most: 200);
        return new ClientCommand("accounts", "List a platform's accounts by name") { platform, paging }
            .Does(async run =>
            {
                var route = paging.Of(run, Route.To($"v1/platforms/{run.Get(platform)}/accounts"));
                run.Output.ShowPage(await run.Gateway.Get<Page<AccountSummaryShape>>(route, run.Cancellation), Describe);
            })
            .WithExamples("sanctum platforms accounts bluesky");
    }

    private static Table Describe(IEnumerable<AccountSummaryShape> accounts)
    {
        var table = Listing.Of("ACCOUNT", "AGENT", "STATUS", "BECAUSE");
        foreach (var account in accounts)
            table.Row(account.Account, account.Agent, Listing.State(account.Status), account.StatusReason ?? account.LastError);
        return table;
    }
}

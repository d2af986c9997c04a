using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Platforms;

/// <summary>Searches posts on a platform, as an account sees them.</summary>
internal static class SearchCommand
{
    public static Command Build()
    {
        var (platform, account) = (AccountFacts.PlatformArgument(), AccountFacts.AccountArgument());
        var text = new Argument<string>("text") { Description = "What to search for" };
        var author = new Option<string?>("--author") { Description = "Only posts of this handle", HelpName = "handle" };
        var order = new Option<string?>("--order")
        {
            Description = "Order: latest (default) or top",
            HelpName = "order",
        }
            .AcceptOnlyFromAmong("latest", "top");
        var limit = new Option<int?>("--limit")
        {
            Description = "How many at most, 1 to 100; 25 if left out",
            HelpName = "count",
        };
        return new ClientCommand("search", "Search posts on a platform, as an account sees them")
            { platform, account, text, author, order, limit }
            .Does(async run =>
            {
                var route = Route.To($"v1/platforms/{run.Get(platform)}/accounts/{run.Get(account)}/search")
                    .With("q", run.Get(text)).With("author", run.Get(author)).With("order", run.Get(order)).With(
                        "limit", run.Get(limit));
                run.Output.Show(await run.Gateway.Get<FoundPostsShape>(route, run.Cancellation), PostTable.Of);
            })
            .WithExamples(
                "sanctum platforms search bluesky ada \"slow trains\"",
                "sanctum platforms search sandbox ada hello --json | jq -r '.items[].id'");
    }
}

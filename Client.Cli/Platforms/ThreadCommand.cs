using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Platforms;

/// <summary>Shows the conversation around a post.</summary>
internal static class ThreadCommand
{
    public static Command Build()
    {
        var (platform, account, post) = (
            AccountFacts.PlatformArgument(), AccountFacts.AccountArgument(), PostTable.PostArgument());
        return new ClientCommand("thread", "Show the conversation around a post") { platform, account, post }
            .Does(async run =>
            {
                var route = Route.To($"v1/platforms/{run.Get(platform)}/accounts/{run.Get(account)}/thread").With(
                    "post", run.Get(post));
                run.Output.Show(await run.Gateway.Get<FoundPostsShape>(route, run.Cancellation), PostTable.Of);
            })
            .WithExamples("sanctum platforms thread bluesky ada at://did:plc:…/app.bsky.feed.post/3l…");
    }
}

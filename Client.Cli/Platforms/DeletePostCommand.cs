using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Spectre.Console;

namespace Sanctum.Platforms;

/// <summary>Takes a post back; nobody can undo that, so a person is asked first.</summary>
internal static class DeletePostCommand
{
    public static Command Build()
    {
        var (platform, account, post) = (
            AccountFacts.PlatformArgument(), AccountFacts.AccountArgument(), PostTable.PostArgument());
        var yes = new Option<bool>("--yes", "-y") { Description = "Skip the confirmation; implied without a terminal" };
        return new ClientCommand("delete-post", "Delete one of an account's posts on its platform")
            { platform, account, post, yes }
            .Does(async run =>
            {
                if (!run.Get(yes) && !await run.Confirm($"Delete {run.Get(post)}?"))
                    return;
                var route = Route.To($"v1/platforms/{run.Get(platform)}/accounts/{run.Get(account)}/posts").With(
                    "post", run.Get(post));
                run.Output.Show(
                    await run.Gateway.Delete<DeletedPostShape>(route, run.Cancellation),
                    deleted => new Text($"{deleted.Id} is deleted.\n"));
            })
            .WithExamples("sanctum platforms delete-post bluesky ada at://did:plc:…/app.bsky.feed.post/3l… --yes");
    }
}

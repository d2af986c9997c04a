using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Spectre.Console;

namespace Sanctum.Publishing;

/// <summary>Sends posts in error again: named ones, or all of an account.</summary>
internal static class RetryCommand
{
    public static Command Build()
    {
        var posts = PostArgument.Create();
        var all = new Option<bool>("--all")
        {
            Description = "All failed posts of the account given by --platform and --account",
        };
        var platform = new Option<string?>("--platform")
        {
            Description = "With --all: the account's platform",
            HelpName = "platform",
        };
        var account = new Option<string?>("--account")
        {
            Description = "With --all: the account's name",
            HelpName = "account",
        };
        var command = new ClientCommand(
            "retry", "Send failed posts again and reset their attempts; platforms that detect repeats do not post twice")
        {
            posts, all, platform, account,
        };
        command.Validators.Add(given =>
        {
            if (given.GetValue(all) == given.GetValue(posts) is { Length: > 0 })
                given.AddError("Name posts, or --all.");
            if ((given.GetValue(platform) is not null, given.GetValue(account) is not null)
                != (given.GetValue(all), given.GetValue(all)))
                given.AddError("--all, --platform and --account go together.");
        });
        return command
            .Does(run =>
                run.Get(all) ? RetryAll(run, run.Get(platform)!, run.Get(account)!) : PostArgument.Settle(run, posts, "retry"))
            .WithExamples(
                "sanctum outbox retry 0197f1c2-5a1e-7c55-9d0e-3f6f5b1c2a44",
                "sanctum outbox retry --all --platform bluesky --account ada");
    }

    private static async Task RetryAll(CommandRun run, string platform, string account) => run.Output.Show(
        await run.Gateway.Post<RetryShape>(
            Route.To($"v1/platforms/{platform}/accounts/{account}/outbox/retry"), null, run.Cancellation),
        result => new Text(result.LeftAlone == 0
            ? $"{result.Retried} posts are sent again.\n"
            : $"{result.Retried} posts are sent again; {result.LeftAlone} are not, because their recipients opted out.\n"));
}

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
            Description = "Every post in error of the account that --platform and --account name",
        };
        var platform = new Option<string?>("--platform")
        {
            Description = "With --all: where the account is",
            HelpName = "platform",
        };
        var account = new Option<string?>("--account")
        {
            Description = "With --all: the account's name in Sanctum",
            HelpName = "account",
        };
        var command = new ClientCommand("retry", "Send posts in error again, with their attempts forgotten; " +
            "what a platform has already is not posted twice where it can tell")
        {
            posts, all, platform, account,
        };
        command.Validators.Add(given =>
        {
            if (given.GetValue(all) == given.GetValue(posts) is { Length: > 0 })
                given.AddError("Name posts, or --all.");
            if ((given.GetValue(platform) is not null, given.GetValue(account) is not null)
                != (given.GetValue(all), given.GetValue(all)))
                given.AddError("--all wants --platform and --account, and they want it.");
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
            : $"{result.Retried} posts are sent again; {result.LeftAlone} are not: the people want no answer any more.\n"));
}

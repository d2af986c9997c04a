using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Publishing;

/// <summary>Shows one post.</summary>
internal static class ShowCommand
{
    public static Command Build()
    {
        var post = new Argument<string>("post") { Description = "Its id, from 'sanctum outbox list'" };
        return new ClientCommand("show", "Show one post: its text, target and state") { post }
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<PostShape>(Route.To($"v1/outbox/posts/{run.Get(post)}"), run.Cancellation), Describe))
            .WithExamples("sanctum outbox show 0197f1c2-5a1e-7c55-9d0e-3f6f5b1c2a44");
    }

    private static Table Describe(PostShape post) => Facts.Of(
        ("Post", post.Id),
        ("Status", Listing.State(post.Status)),
        ("Because", post.DiscardReason),
        ("Approval", post.ApprovalId),
        ("Account", $"{post.Platform}/{post.Account}"),
        ("Instead of", post.MeantFor is null ? null : $"{post.MeantFor}: {post.MeantError}"),
        ("Agent", post.Agent),
        ("Session", post.SessionId),
        ("Answers", post.ReplyContext),
        ("Key", post.IdempotencyKey),
        ("Written", Age.Of(post.CreatedAt)),
        ("Failed", post.FailedAt is { } failed ? $"{post.Attempts}, the last {Age.Of(failed)}" : post.Attempts),
        ("Last error", post.LastErrorClass is null ? post.LastError : $"{post.LastErrorClass}: {post.LastError}"),
        ("Not before", post.NextAttemptAt?.ToString("u", null)),
        ("Posted", post.PostedAt is { } posted ? $"{Age.Of(posted)}, as {post.ExternalId}" : null),
        ("Discarded", post.DiscardedAt is { } discarded ? Age.Of(discarded) : null),
        ("Text", post.Text));
}

using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Publishing;

/// <summary>Posts that a command is about, and what is done with each of them.</summary>
internal static class PostArgument
{
    public static Argument<string[]> Create() =>
        new("posts") { Description = "Their ids, from 'sanctum outbox list'", Arity = ArgumentArity.ZeroOrMore };

    public static async Task Settle(CommandRun run, Argument<string[]> posts, string verb, string? reason = null)
    {
        var settled = new List<Answer<PostShape>>();
        try
        {
            foreach (var id in run.Get(posts))
                settled.Add(await run.Gateway.Post<PostShape>(
                    Route.To($"v1/outbox/posts/{id}/{verb}").With("reason", reason), null, run.Cancellation));
        }
        finally
        {
            // What was done before a post was refused is done.
            run.Output.ShowAll(settled, PostTable.Of);
        }
    }
}

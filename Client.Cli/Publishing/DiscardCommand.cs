using System.CommandLine;
using Sanctum.Commands;

namespace Sanctum.Publishing;

/// <summary>Ends posts that are not to be sent.</summary>
internal static class DiscardCommand
{
    public static Command Build()
    {
        var posts = PostArgument.Create();
        posts.Arity = ArgumentArity.OneOrMore;
        var reason = new Option<string>("--reason")
        {
            Description = "The reason, shown to others",
            HelpName = "text",
            Required = true,
        };
        return new ClientCommand(
            "discard",
            "Discard waiting or failed posts; they are never sent, and their queue items end without a reply") { posts, reason }
            .Does(run => PostArgument.Settle(run, posts, "discard", run.Get(reason)))
            .WithExamples("sanctum outbox discard 0197f1c2-5a1e-7c55-9d0e-3f6f5b1c2a44 --reason 'out of date'");
    }
}

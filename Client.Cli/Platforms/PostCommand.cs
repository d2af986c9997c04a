using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Publishing;
using Sanctum.Terminal;

namespace Sanctum.Platforms;

/// <summary>Posts by hand: an operator speaks from an account.</summary>
internal static class PostCommand
{
    public static Command Build()
    {
        var (platform, account) = (AccountFacts.PlatformArgument(), AccountFacts.AccountArgument());
        var text = new Argument<string>("text") { Description = "The text; '-' reads standard input" };
        var id = new Option<Guid?>("--id")
        {
            Description = "A UUIDv7; repeating it does not post again",
            HelpName = "uuid",
        };
        var reply = new Option<string?>("--reply-context")
        {
            Description = "The replyContext of the post to reply to, from search --json or thread --json",
            HelpName = "json",
        };
        return new ClientCommand("post", "Post from an account; the post goes through its outbox")
            { platform, account, text, id, reply }
            .Does(async run =>
            {
                var context = run.Get(reply) is { } json ? Read(json) : null;
                var route = Route.To($"v1/platforms/{run.Get(platform)}/accounts/{run.Get(account)}/posts");
                var post = await run.Gateway.Post<PostShape>(
                    route, new PostRequestShape(Document.TextOf(run.Get(text)), run.Get(id), context), run.Cancellation);
                run.Output.Show(post, sent => Facts.Of(("Post", sent.Id), ("Status", sent.Status)));
            })
            .WithExamples(
                "sanctum platforms post sandbox ada \"Hello, everybody.\"",
                "sanctum platforms post bluesky ada - --id 0197f1c2-5a1e-7c55-9d0e-3f6f5b1c2a44 < letter.txt");
    }

    private static JsonNode? Read(string json)
    {
        try
        {
            return JsonNode.Parse(json);
        }
        catch (JsonException e)
        {
            throw ProblemException.Usage($"--reply-context is not JSON: {e.Message}");
        }
    }
}

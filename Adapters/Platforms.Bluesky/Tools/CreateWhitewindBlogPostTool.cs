using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Sanctum.Tools;
using Sanctum.Trust;

namespace Sanctum.Platforms.Bluesky.Tools;

/// <summary>Publishes a blog entry: a record <c>com.whtwnd.blog.entry</c>, which WhiteWind shows.</summary>
internal sealed class CreateWhitewindBlogPostTool(BlueskyAccounts accounts, BlueskyClients clients, TimeProvider clock)
    : ITool<CreateWhitewindBlogPostTool.Arguments>
{
    public string Name => "create_whitewind_blog_post";

    public string Description => "Publishes a blog post in Markdown on WhiteWind (whtwnd.com), stored with the agent's " +
        "Bluesky account. Use it for what is too long for a post.";

    public ToolEffects Effects => ToolEffects.Idempotent;

    public TrustLevel? ResultTrust => TrustLevel.Operator;

    public Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken) =>
        accounts.Write(
            context,
            arguments.Account,
            BlueskyAdapter.PointsOfCreate,
            async account =>
            {
                const string Collection = "com.whtwnd.blog.entry";
                var client = clients.For(account);
                var record = new JsonObject
                {
                    ["$type"] = Collection,
                    ["title"] = arguments.Title,
                    ["content"] = arguments.Content,
                    ["createdAt"] = Timestamp.Of(clock.GetUtcNow()),
                    ["visibility"] = "public",
                };
                if (arguments.Subtitle is not null)
                    record["subtitle"] = arguments.Subtitle;
                var key = BlueskyAccounts.KeyOf(context);
                await client.PutNew(Collection, key, record, cancellationToken);
                return $"Published at https://whtwnd.com/{client.Did}/{key}.";
            },
            cancellationToken);

    internal sealed record Arguments(
        [Description("The title."), StringLength(1_000, MinimumLength = 1)] string Title,
        [Description("The text, in Markdown."), StringLength(100_000, MinimumLength = 1)] string Content,
        [Description("A second title line."), StringLength(1_000, MinimumLength = 1)] string? Subtitle = null,
        [Description(BlueskyAccounts.WhichAccount), StringLength(128, MinimumLength = 1)] string? Account = null);
}

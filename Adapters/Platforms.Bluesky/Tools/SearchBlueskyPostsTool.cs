using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Sanctum.Tools;

namespace Sanctum.Platforms.Bluesky.Tools;

/// <summary>Searches posts.</summary>
internal sealed class SearchBlueskyPostsTool(
    BlueskyAccounts accounts, BlueskyAdapter bluesky) : ITool<SearchBlueskyPostsTool.Arguments>
{
    public string Name => "search_bluesky_posts";

    public string Platform => BlueskyAdapter.Name;

    public string Description => "Searches posts on Bluesky. Answers YAML: address, author, time and text of each.";

    public ToolEffects Effects => ToolEffects.None;

    public Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken) =>
        accounts.Use(
            context,
            arguments.Account,
            async account =>
            {
                var query = new PostQuery(
                    arguments.Query, arguments.Author?.TrimStart('@'), arguments.Sort, arguments.MaxResults);
                var found = await bluesky.SearchAsync(account, query, cancellationToken);
                return found.IsEmpty ? "Nothing was found." : BlueskyYaml.Of(found);
            },
            cancellationToken);

    internal sealed record Arguments(
        [Description("What to search for."), StringLength(500, MinimumLength = 1)] string Query,
        [property: JsonPropertyName("max_results")]
        [Description("How many posts at most."), Range(1, 100)] int MaxResults = 25,
        [Description("Only posts of this handle."), StringLength(253, MinimumLength = 3)] string? Author = null,
        [Description("Which posts come first.")] PostOrder Sort = PostOrder.Latest,
        [Description(BlueskyAccounts.WhichAccount), StringLength(128, MinimumLength = 1)] string? Account = null);
}

using System.Text.Json.Nodes;

namespace Sanctum.Platforms;

/// <summary>Posts that a platform gave.</summary>
/// <param name="Items">In the platform's order.</param>
internal sealed record FoundPosts(PostResource[] Items)
{
    public static FoundPosts From(IEnumerable<PlatformPost> posts) => new([.. posts.Select(PostResource.From)]);
}

/// <summary>A post on a platform.</summary>
/// <param name="Id">The platform's id of it.</param>
/// <param name="Author">Who wrote it.</param>
/// <param name="Text">What it says.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ParentId">The post that it replies to, or null.</param>
/// <param name="ReplyContext">What a post by hand needs to reply to it, or null.</param>
internal sealed record PostResource(
    string Id, PlatformAuthor Author, string Text, DateTimeOffset CreatedAt, string? ParentId, JsonNode? ReplyContext)
{
    public static PostResource From(PlatformPost post) => new(
        post.Id, post.Author, post.Text, post.CreatedAt, post.ParentId,
        post.ReplyContext is { } context ? JsonNode.Parse(context) : null);
}

/// <summary>A post that is not there any more.</summary>
/// <param name="Id">The platform's id of it.</param>
internal sealed record DeletedPost(string Id);

/// <summary>Somebody as the platform shows them now.</summary>
/// <param name="Id">The platform's lasting id of the person.</param>
/// <param name="Handle">The handle.</param>
/// <param name="DisplayName">The name that people see; may be empty.</param>
/// <param name="IsBot">Whether the platform says that it is a bot; null where it does not say.</param>
/// <param name="Description">What they say of themselves.</param>
/// <param name="Metadata">What else the platform says, such as counts.</param>
internal sealed record PersonResource(
    string Id, string Handle, string DisplayName, bool? IsBot, string Description, IReadOnlyDictionary<string, string> Metadata)
{
    public static PersonResource From(PersonProfile person) => new(
        person.Author.Id, person.Author.Handle, person.Author.DisplayName, person.Author.IsBot, person.Description,
        person.Metadata);
}

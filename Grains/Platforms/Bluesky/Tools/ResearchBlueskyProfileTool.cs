using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Sanctum.Errors;
using Sanctum.Platforms.Accounts;
using Sanctum.Tools;

namespace Sanctum.Platforms.Bluesky.Tools;

/// <summary>Reads about a person.</summary>
internal sealed class ResearchBlueskyProfileTool(
    BlueskyAccounts accounts, BlueskyAdapter bluesky, BlueskyClients clients, ProfileCache profiles)
    : ITool<ResearchBlueskyProfileTool.Arguments>
{
    public string Name => "research_bluesky_profile";

    public string Platform => BlueskyAdapter.Name;

    public string Description => "Reads who somebody on Bluesky is: names, description, counts, and their latest posts.";

    public ToolEffects Effects => ToolEffects.None;

    public Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken) =>
        accounts.Use(
            context,
            arguments.Account,
            async account =>
            {
                if (await profiles.Read(new AccountKey(account.Tenant, account.Platform, account.Account), arguments.Handle, () => bluesky.ReadProfileAsync(account, arguments.Handle, cancellationToken)) is not { } profile)
                    throw new NotFoundException("Bluesky profile", arguments.Handle);
                var posts = await clients.For(account).PostsOf(profile.Author.Id, arguments.MaxPosts, cancellationToken);
                return BlueskyYaml.Of(profile, [.. posts.Select(post => post.ToPost())]);
            },
            cancellationToken);

    internal sealed record Arguments(
        [Description("The handle, or the DID."), StringLength(253, MinimumLength = 3)] string Handle,
        [property: JsonPropertyName("max_posts")]
        [Description("How many of the latest posts."), Range(1, 50)] int MaxPosts = 10,
        [Description(BlueskyAccounts.WhichAccount), StringLength(128, MinimumLength = 1)] string? Account = null);
}

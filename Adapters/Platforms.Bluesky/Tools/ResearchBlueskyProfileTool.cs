using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Sanctum.Errors;
using Sanctum.Tools;

namespace Sanctum.Platforms.Bluesky.Tools;

/// <summary>Reads about a person.</summary>
internal sealed class ResearchBlueskyProfileTool(
    BlueskyAccounts accounts, BlueskyClients clients, IGrainFactory grains)
    : ITool<ResearchBlueskyProfileTool.Arguments>
{
    public string Name => "research_bluesky_profile";

    public string Platform => BlueskyAdapter.Name;

    public string Description => "Reads who somebody on Bluesky is: names, description, counts, and their latest posts.";

    public ToolEffects Effects => ToolEffects.None;

    public async Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken)
    {
        var account = await accounts.Find(context, arguments.Account, cancellationToken);
        var profile = await Read(account, arguments.Handle, cancellationToken);
        var posts = await accounts.Use(
            context,
            arguments.Account,
            acting => clients.For(acting).PostsOf(profile.Author.Id, arguments.MaxPosts, cancellationToken),
            cancellationToken);
        return BlueskyYaml.Of(profile, [.. posts.Select(post => post.ToPost())]);
    }

    // Others who ask for the profile share what was read.
    private async Task<PersonProfile> Read(AccountKey account, string handle, CancellationToken cancellationToken)
    {
        try
        {
            return await grains.GetGrain<IAccountRequestWorker>(account.ToString()).ReadProfile(handle, cancellationToken);
        }
        catch (NotFoundException)
        {
            throw new NotFoundException("Bluesky profile", handle);
        }
    }

    internal sealed record Arguments(
        [Description("The handle, or the DID."), StringLength(253, MinimumLength = 3)] string Handle,
        [property: JsonPropertyName("max_posts")]
        [Description("How many of the latest posts."), Range(1, 50)] int MaxPosts = 10,
        [Description(BlueskyAccounts.WhichAccount), StringLength(128, MinimumLength = 1)] string? Account = null);
}

using Sanctum.Errors;

namespace Sanctum.Platforms.Bluesky.Tools;

/// <summary>Looks for the people who would hear of what a tool does, and asks whether they may.</summary>
internal sealed class BlueskyConsent(BlueskyClients clients, IReplyConsent consent)
{
    /// <summary>A post that can be answered, of somebody to whom the agent may turn.</summary>
    /// <exception cref="DependencyException">It is gone or closed.</exception>
    /// <exception cref="PolicyDeniedException">Its author is to be left alone.</exception>
    public async Task<PostView> RequirePost(PlatformAccount account, string uri, CancellationToken ct)
    {
        var post = await Answerable.Require(clients.For(account), uri, ct);
        await Require(account, post.Author.ToAuthor(), ct);
        return post;
    }

    /// <exception cref="PolicyDeniedException">Somebody whom the texts mention is to be left alone.</exception>
    public async Task RequireMentioned(PlatformAccount account, IEnumerable<string> texts, CancellationToken ct)
    {
        var handles = texts.SelectMany(FacetDetector.Detect).Where(facet => facet.Kind == FacetKind.Mention).Select(
            facet => facet.Value);
        foreach (var handle in handles.Distinct(StringComparer.Ordinal))
        {
            if (await Resolve(account, handle, ct) is { } did)
                await Require(account, new PlatformAuthor(did, handle, "", IsBot: null), ct);
        }
    }

    /// <exception cref="PolicyDeniedException">The person is to be left alone.</exception>
    public Task Require(PlatformAccount account, PlatformAuthor person, CancellationToken ct) =>
        consent.RequireAsync(new AccountKey(account.Tenant, account.Platform, account.Account), person, ct);

    // A name that nobody can resolve stays plain text in the post: nobody hears of it.
    private async Task<string?> Resolve(PlatformAccount account, string handle, CancellationToken ct)
    {
        try
        {
            return await clients.For(account).ResolveHandle(handle, ct);
        }
        catch (DependencyException)
        {
            return null;
        }
    }
}

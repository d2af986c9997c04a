using Sanctum.Platforms.People;

namespace Sanctum.Platforms.WebChat;

/// <summary>
/// Forgets visitors who came in and never wrote: anybody can come in as often as the rate limit allows, and each time is three
/// rows.
/// </summary>
internal sealed class SilentVisitors(WebChatStore visitors, ProfileStore profiles)
{
    /// <summary>
    /// Removes at most <paramref name="limit"/> who came in that long ago; one who comes back is a new visitor.
    /// </summary>
    public async Task<int> RemoveOlder(TimeSpan retention, int limit, CancellationToken ct)
    {
        var silent = await visitors.ListSilent(retention, limit, ct);
        if (silent.Length == 0)
            return 0;
        // Last what is looked for first, so that one who stops half way begins again.
        await profiles.Remove(PlatformNames.WebChat, silent, ct);
        await visitors.RemoveSilent(silent, ct);
        return silent.Length;
    }
}

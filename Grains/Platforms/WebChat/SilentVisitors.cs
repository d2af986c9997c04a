using Microsoft.Extensions.Options;
using Sanctum.Hosting;
using Sanctum.Platforms.People;
using Sanctum.Storage;

namespace Sanctum.Platforms.WebChat;

/// <summary>
/// Visitors who came in long ago and never wrote: anybody can come in as often as the rate limit allows, and each time is three
/// rows. One who comes back is a new visitor.
/// </summary>
internal sealed class SilentVisitors(
    WebChatStore visitors, ProfileStore profiles, IOptionsMonitor<RetentionOptions> options) : IExpiringRows
{
    public string Name => "silent visitors";

    public async Task<int> RemoveExpired(int limit, CancellationToken cancellationToken)
    {
        var silent = await visitors.ListSilent(options.CurrentValue.SilentVisitors, limit, cancellationToken);
        if (silent.Length == 0)
            return 0;
        // Last what is looked for first, so that one who stops half way begins again.
        await profiles.Remove(PlatformNames.WebChat, silent, cancellationToken);
        await visitors.RemoveSilent(silent, cancellationToken);
        return silent.Length;
    }
}

using Microsoft.Extensions.Options;

namespace Sanctum.Platforms.Bluesky;

/// <summary>Makes what acts in the name of an account.</summary>
internal sealed class BlueskyClients(
    XrpcClient xrpc, IdentityResolver identities, IOptions<BlueskyOptions> options, TimeProvider clock)
{
    /// <exception cref="SessionExpiredException">The account has no session.</exception>
    public BlueskyClient For(PlatformAccount account) => new(xrpc, identities, account.RequireSession());

    public ThreadWriter WriterFor(PlatformAccount account) => new(For(account), options.Value, clock);

    public NotificationPoller PollerFor(PlatformAccount account) => new(For(account), options.Value);
}

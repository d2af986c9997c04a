using Microsoft.Extensions.Logging;
using Sanctum.Platforms;

namespace Sanctum.Publishing;

/// <summary>Where a post of an account goes that the account's own platform does not take.</summary>
internal sealed class FallbackRoute(AccountKey account, OutboxStore store, IGrainFactory grains, ILogger logger)
{
    /// <summary>The account that the post would go out from instead, or null. A post is passed on once.</summary>
    public async Task<AccountKey?> Find(PendingPost pending, PlatformFacts platform) =>
        pending.IsFallback || !platform.Capabilities.NeedsAccount
        ? null
        : await grains.Account(account).GetFallback();

    /// <summary>Hands the post over; it is not of this outbox any more then.</summary>
    public async Task PassOn(PendingPost pending, AccountKey fallback, string cause)
    {
        PublishingLog.FellBack(logger, pending.Post.Id, account, fallback, cause);
        if (await store.FallBack(pending.Post.Id, fallback, cause, CancellationToken.None))
            await grains.Outbox(fallback).Wake();
    }
}

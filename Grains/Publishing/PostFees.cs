using Sanctum.Budgets;
using Sanctum.Platforms;

namespace Sanctum.Publishing;

/// <summary>Pays what platforms charge for posts. Where a platform charges nothing, it does nothing.</summary>
internal sealed class PostFees(PlatformSpending spending, PostAuthors authors)
{
    /// <summary>Reserves a post's fee.</summary>
    /// <returns>Why a budget has no room for it; null where it may go.</returns>
    public async Task<BudgetRefusal?> Reserve(string tenant, OutboundPost post) =>
        await Fee(tenant, post) is { } fee ? await spending.Reserve(fee) : null;

    /// <summary>Gives back the fee of a post that waits.</summary>
    public async Task Release(string tenant, OutboundPost post)
    {
        if (await Fee(tenant, post) is { } fee)
            await spending.Release(fee);
    }

    /// <summary>Settles an attempt. Where nobody knows whether the post is out, its fee stays reserved.</summary>
    public async Task End(string tenant, OutboundPost post, PostOutcome outcome)
    {
        if (await Fee(tenant, post) is not { } fee)
            return;
        if (outcome.Failure is null)
            await spending.Settle(fee);
        else if (outcome.IsRefusal)
            await spending.Release(fee);
    }

    private async ValueTask<FeeCall?> Fee(string tenant, OutboundPost post)
    {
        var isReply = post.ReplyContext is not null;
        return spending.IsPriced(post.Platform, isReply)
            ? new FeeCall(tenant, await authors.AgentOf(tenant, post), post.SessionId, post.Id, post.Platform, isReply)
            : null;
    }
}

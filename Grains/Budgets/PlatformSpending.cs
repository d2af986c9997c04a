using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sanctum.Errors;

namespace Sanctum.Budgets;

/// <summary>Reserves what a platform charges for a post before it is sent, and settles it afterwards.</summary>
/// <remarks>
/// Invariant: nothing is sent whose fee a budget could not pay. Where a platform charges nothing, nothing is written.
/// Options: <see cref="PlatformFeeOptions"/>, <see cref="BudgetOptions"/>. Meter: <see cref="BudgetMeter"/>. Events: 2303, 2462.
/// </remarks>
internal sealed partial class PlatformSpending(
    TenantBudgets budgets, BudgetBooks books, PlatformFees fees, FullBudgets full, BudgetMeter meter,
    IOptions<BudgetOptions> options, TimeProvider clock, ILogger<PlatformSpending> logger)
{
    /// <summary>Whether an operation of a platform costs anything.</summary>
    public bool IsPriced(string platform, bool isReply) => fees.Of(platform, isReply) > 0;

    /// <summary>Reserves the fee on every budget that counts it; one that is reserved already stays.</summary>
    /// <returns>Why a budget has no room for it, and then nothing was reserved; null where all have.</returns>
    public async Task<BudgetRefusal?> Reserve(FeeCall fee)
    {
        var call = fee.Call;
        var counting = await budgets.Of(call, fee.Name);
        var cost = CostOf(fee);
        var needs = counting.Select(budget => new BudgetNeed(budget, cost.In(budget.Definition.Unit)))
            .Where(need => need.Amount > 0).ToList();
        if (needs.Count == 0)
            return null;
        var now = clock.GetUtcNow();
        var standings = await books.Reserve(
            call, fee.Name, [.. needs], now, options.Value.ReservationLifetime, CancellationToken.None);
        var refusal = full.Judge([.. needs], standings, fee.IsReply ? "reply" : "post", now);
        if (refusal is not null)
            Refused(logger, call.TurnId, call.Actor, fee.Name, refusal.Reason);
        return refusal;
    }

    /// <summary>
    /// Writes down that the fee was paid. A failure to do so fails nobody: the reservation counts as spent when it expires.
    /// </summary>
    public Task Settle(FeeCall fee) => BestEffort.Try(
        async () => meter.Spent(await books.Settle(fee.Call, CostOf(fee), clock.GetUtcNow(), CancellationToken.None)),
        failure => BudgetLog.NotSettled(logger, failure, fee.Call.Key, fee.Call.Actor));

    /// <summary>Gives back the fee of what certainly was not sent.</summary>
    public Task Release(FeeCall fee) => BestEffort.Try(
        () => books.Release(fee.Call, clock.GetUtcNow(), CancellationToken.None),
        failure => BudgetLog.NotSettled(logger, failure, fee.Call.Key, fee.Call.Actor));

    private CallCost CostOf(FeeCall fee) => new(Tokens: 0, fees.Of(fee.Platform, fee.IsReply));

    [LoggerMessage(2462, LogLevel.Information, "Post {Post} of {Actor} by {Operation} does not fit: {Reason}")]
    private static partial void Refused(ILogger logger, Guid post, string actor, string operation, string reason);
}

/// <summary>A post whose fee is to be paid.</summary>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Agent">The agent that posts.</param>
/// <param name="SessionId">The conversation.</param>
/// <param name="PostId">The post; it is paid once, however often it is tried.</param>
/// <param name="Platform">Where it goes.</param>
/// <param name="IsReply">Whether it answers somebody.</param>
internal sealed record FeeCall(string Tenant, string Agent, string SessionId, Guid PostId, string Platform, bool IsReply)
{
    /// <summary>What is paid for, where a model call has its model: <c>x/post</c>, <c>x/reply</c>.</summary>
    public string Name => $"{Platform}/{(IsReply ? "reply" : "post")}";

    /// <summary>As the books know it: one account has one sender, so there is one holder.</summary>
    public SpendingCall Call => new(Tenant, Agent, KeyId: null, SessionId, PostId, Step: 0, Holder: 0);
}

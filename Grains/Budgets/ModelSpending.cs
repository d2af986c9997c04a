using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sanctum.Errors;

namespace Sanctum.Budgets;

/// <summary>Reserves what a model call may cost before it is made, and settles it afterwards.</summary>
/// <remarks>
/// Invariant: no call is made of which a budget could not pay the worst case. Where no budget counts a call, nothing is written.
/// Options: <see cref="BudgetOptions"/>. Meter: <see cref="BudgetMeter"/>. Events: 2302 to 2304.
/// </remarks>
internal sealed class ModelSpending(
    TenantBudgets budgets, BudgetBooks books, ModelPrices prices, FullBudgets full, BudgetMeter meter,
    IOptions<BudgetOptions> options, TimeProvider clock, ILogger<ModelSpending> logger)
{
    /// <summary>The budgets that count a call to a model; a look in memory.</summary>
    public ValueTask<ImmutableArray<BudgetInForce>> FindBudgets(SpendingCall call, string model) => budgets.Of(call, model);

    /// <summary>Reserves the worst case of a call on every budget that counts it.</summary>
    /// <param name="call">The call.</param>
    /// <param name="model">The model that is to be asked.</param>
    /// <param name="counting">The budgets that count it.</param>
    /// <param name="promptBytes">The size of what the model is sent.</param>
    /// <param name="maxOutputTokens">What the model may write; null: as much as the options say.</param>
    /// <exception cref="BudgetExceededException">A budget has no room for it; nothing was reserved.</exception>
    public async Task<Reservation> Reserve(
        SpendingCall call, string model, ImmutableArray<BudgetInForce> counting, long promptBytes, int? maxOutputTokens = null)
    {
        var limits = options.Value;
        var prompt = (promptBytes + limits.BytesPerToken - 1) / limits.BytesPerToken;
        var reservation = new Reservation(call, model, prompt, maxOutputTokens ?? limits.MaxOutputTokens);
        var price = prices.Of(model);
        if (price is null && limits.UnpricedModels == UnpricedModels.Refuse
            && counting.FirstOrDefault(budget => budget.Definition.Unit == BudgetUnit.Money) is { } unpriced)
            throw Unpriced(call, model, unpriced.Definition);
        var worst = CallCost.Of(prompt, reservation.MaxOutputTokens, price);
        var needs = counting.Select(budget => new BudgetNeed(budget, worst.In(budget.Definition.Unit)))
            .Where(need => need.Amount > 0).ToImmutableArray();
        if (needs.IsEmpty)
            return reservation;
        var now = clock.GetUtcNow();
        var standings = await books.Reserve(
            call, model, needs, now, limits.ReservationLifetime, CancellationToken.None);
        return full.Judge(needs, standings, "model call", now) is { } refusal
            ? throw Exceeded(reservation, refusal)
            : reservation;
    }

    /// <summary>
    /// Writes down what a call cost. A failure to do so fails nobody: the reservation counts as spent when it expires.
    /// </summary>
    /// <param name="reservation">What it reserved.</param>
    /// <param name="input">Tokens read; 0 where the provider does not say, which counts as the estimate.</param>
    /// <param name="output">Tokens written; 0 where the provider does not say.</param>
    /// <param name="outputBytes">The size of the answer, which counts where the provider does not say.</param>
    public async Task Settle(Reservation reservation, long input, long output, long outputBytes)
    {
        var call = reservation.Call;
        var read = input > 0 ? input : reservation.PromptTokens;
        var written = output > 0 ? output : Math.Min(outputBytes, reservation.MaxOutputTokens);
        var reserved = reservation.PromptTokens + reservation.MaxOutputTokens;
        if (read + written > reserved)
            BudgetLog.Overrun(logger, call.Key, call.Actor, read + written, reserved);
        var cost = CallCost.Of(read, written, prices.Of(reservation.Model));
        await BestEffort.Try(
            async () => meter.Spent(await books.Settle(call, cost, clock.GetUtcNow(), CancellationToken.None)),
            failure => BudgetLog.NotSettled(logger, failure, call.Key, call.Actor));
    }

    /// <summary>Gives back what a call reserved that certainly cost nothing.</summary>
    public Task Release(Reservation reservation) => BestEffort.Try(
        () => books.Release(reservation.Call, clock.GetUtcNow(), CancellationToken.None),
        failure => BudgetLog.NotSettled(logger, failure, reservation.Call.Key, reservation.Call.Actor));

    private BudgetExceededException Unpriced(SpendingCall call, string model, BudgetDefinition budget)
    {
        meter.Refused(budget);
        var reason = $"Budget '{budget.Name}' counts money, and the model '{model}' has no price (Sanctum:Budgets:Prices).";
        BudgetLog.Exceeded(logger, call.Key, call.Actor, model, reason);
        return new BudgetExceededException(reason);
    }

    private BudgetExceededException Exceeded(Reservation reservation, BudgetRefusal refusal)
    {
        var (budget, reason, wait) = refusal;
        BudgetLog.Exceeded(logger, reservation.Call.Key, reservation.Call.Actor, reservation.Model, reason);
        return new BudgetExceededException(reason)
        {
            Wait = wait,
            CheaperModel = budget.Rule == BudgetRule.Cheaper && budget.CheaperModel != reservation.Model
                ? budget.CheaperModel
                : null,
        };
    }
}

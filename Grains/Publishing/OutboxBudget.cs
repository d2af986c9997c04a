using Sanctum.Platforms;

namespace Sanctum.Publishing;

/// <summary>Spends from the budget that an account's outbox keeps.</summary>
internal sealed class OutboxBudget(IGrainFactory grains) : IRateBudget
{
    public Task SpendAsync(AccountKey account, int points) => grains.Outbox(account).Spend(points);
}

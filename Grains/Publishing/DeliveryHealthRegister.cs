using System.Collections.Concurrent;
using Sanctum.Health;
using Sanctum.Platforms;

namespace Sanctum.Publishing;

/// <summary>How well it goes with the accounts that this process sends for.</summary>
internal sealed class DeliveryHealthRegister
{
    private readonly ConcurrentDictionary<AccountKey, DeliveryHealth> _accounts = new();

    public IEnumerable<(AccountKey Account, DeliveryHealth Health)> All => _accounts.Select(entry => (entry.Key, entry.Value));

    public void Watch(AccountKey account, DeliveryHealth health) => _accounts[account] = health;

    /// <summary>Forgets an account, unless another activation has its place by now.</summary>
    public void Forget(AccountKey account, DeliveryHealth health) => _accounts.TryRemove(new(account, health));
}

/// <summary>Accounts whose posts wait because their circuit is open in this process.</summary>
internal sealed class OutboxImpairments(DeliveryHealthRegister accounts) : IImpairmentSource
{
    public Task<IEnumerable<Impairment>> Find(string tenant) => Task.FromResult(
        from outbox in accounts.All
        let wait = outbox.Health.OpenFor
        where outbox.Account.Tenant == tenant && wait is not null
        select new Impairment(
            "outbox", $"{outbox.Account.Platform}/{outbox.Account.Account}",
            $"Consecutive posts failed; none is sent for {Math.Ceiling(wait.Value.TotalSeconds):0} s."));
}

using System.Collections.Concurrent;
using Sanctum.Health;
using Sanctum.Platforms;

namespace Sanctum.Publishing;

/// <summary>How well it goes with the accounts that this process sends for.</summary>
internal sealed class DeliveryHealths
{
    private readonly ConcurrentDictionary<AccountKey, DeliveryHealth> _pulses = new();

    public IEnumerable<(AccountKey Account, DeliveryHealth Pulse)> All => _pulses.Select(entry => (entry.Key, entry.Value));

    public void Watch(AccountKey account, DeliveryHealth pulse) => _pulses[account] = pulse;

    /// <summary>Forgets an account, unless another activation has its place by now.</summary>
    public void Forget(AccountKey account, DeliveryHealth pulse) => _pulses.TryRemove(new(account, pulse));
}

/// <summary>Accounts whose posts wait because their circuit is open in this process.</summary>
internal sealed class OutboxImpairments(DeliveryHealths pulses) : IImpairmentSource
{
    public Task<IEnumerable<Impairment>> Find(string tenant) => Task.FromResult(
        from outbox in pulses.All
        let wait = outbox.Pulse.OpenFor
        where outbox.Account.Tenant == tenant && wait is not null
        select new Impairment(
            "outbox", $"{outbox.Account.Platform}/{outbox.Account.Account}", $"Posts failed in a row; none goes out for {Math.Ceiling(wait.Value.TotalSeconds):0} s."));
}

using System.Collections.Concurrent;
using Sanctum.Health;

namespace Sanctum.Publishing;

/// <summary>The circuits of the accounts that this process sends for.</summary>
internal sealed class OutboxCircuits
{
    private readonly ConcurrentDictionary<OutboxAddress, Circuit> _circuits = new();

    /// <summary>Accounts that send nothing now, and how long yet.</summary>
    public IEnumerable<(OutboxAddress Address, TimeSpan For)> Open =>
        from entry in _circuits
        let wait = entry.Value.OpenFor
        where wait is not null
        select (entry.Key, wait.Value);

    public void Watch(OutboxAddress address, Circuit circuit) => _circuits[address] = circuit;

    /// <summary>Forgets a circuit, unless another has its place by now.</summary>
    public void Forget(OutboxAddress address, Circuit circuit) => _circuits.TryRemove(new(address, circuit));
}

/// <summary>Accounts whose posts wait because their circuit is open in this process.</summary>
internal sealed class OutboxImpairments(OutboxCircuits circuits) : IImpairmentSource
{
    public Task<IEnumerable<Impairment>> Find(string tenant) => Task.FromResult(circuits.Open
        .Where(open => open.Address.Tenant == tenant)
        .Select(open => new Impairment(
            "outbox", $"{open.Address.Platform}/{open.Address.Account}", $"Posts failed in a row; none goes out for {Math.Ceiling(open.For.TotalSeconds):0} s.")));
}

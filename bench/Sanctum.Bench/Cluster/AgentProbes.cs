using System.Collections.Concurrent;

namespace Sanctum.Bench.Cluster;

/// <summary>
/// A message to every agent every 100 ms, whether or not those before were answered, through the gateways in turns. Nothing
/// is repeated.
/// </summary>
internal sealed class AgentProbes(ClusterClients clients)
{
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(100);
    private readonly ConcurrentBag<Probe> _all = [];

    /// <summary>Probes for a while before the fault and for a while after it.</summary>
    /// <param name="fault">Takes something away.</param>
    /// <param name="before">Time before it.</param>
    /// <param name="after">Time from its beginning on.</param>
    public async Task<Outage> Meet(Func<Task> fault, TimeSpan before, TimeSpan after)
    {
        _all.Clear();
        using var stop = new CancellationTokenSource();
        var probing = Enumerable.Range(0, ClusterClients.Agents).Select(agent => Task.Run(() => Pace(agent, stop.Token)))
            .ToList();
        await Task.Delay(before);
        var at = DateTimeOffset.UtcNow;
        var happening = fault();
        await Task.Delay(after);
        await happening;
        await stop.CancelAsync();
        await Task.WhenAll(probing);
        return new Outage(at, [.. _all]);
    }

    private async Task Pace(int agent, CancellationToken stop)
    {
        var start = DateTimeOffset.UtcNow + Gap * Random.Shared.NextDouble();
        var sent = new List<Task>();
        for (var number = 0; !stop.IsCancellationRequested; number++)
        {
            var due = start + number * Gap;
            if (due - DateTimeOffset.UtcNow is { Ticks: > 0 } early)
                await Task.Delay(early, CancellationToken.None);
            sent.Add(Send(agent, number, due));
        }
        await Task.WhenAll(sent);
    }

    private async Task Send(int agent, int number, DateTimeOffset due)
    {
        var status = await clients.Send(agent, number, wait: false);
        _all.Add(new Probe(agent, due, DateTimeOffset.UtcNow, status));
    }
}

/// <summary>One probe.</summary>
/// <param name="Agent">Whom it was for.</param>
/// <param name="Due">When it was to be sent.</param>
/// <param name="End">When it was answered.</param>
/// <param name="Status">With what; 0 for a connection that broke.</param>
internal sealed record Probe(int Agent, DateTimeOffset Due, DateTimeOffset End, int Status)
{
    public bool IsSuccess => Status is >= 200 and < 300;
}

/// <summary>What the probes say of a fault.</summary>
/// <param name="At">When it began.</param>
/// <param name="Probes">All probes.</param>
internal sealed record Outage(DateTimeOffset At, IReadOnlyList<Probe> Probes)
{
    /// <summary>Time from the fault to the first success of a request that was sent after it, for each agent.</summary>
    public Latencies FirstSuccess => new(Probes.Where(probe => probe.Due >= At && probe.IsSuccess)
        .GroupBy(probe => probe.Agent).Select(group => group.Min(probe => probe.End) - At));

    /// <summary>Time from the fault to the sending of the last request that failed; zero if none did.</summary>
    public TimeSpan LastFailure =>
        Probes.Where(probe => !probe.IsSuccess && probe.End > At).Select(probe => probe.Due - At).DefaultIfEmpty().Max();

    /// <summary>Agents with a failed request.</summary>
    public int AgentsHit => Probes.Where(probe => !probe.IsSuccess).Select(probe => probe.Agent).Distinct().Count();

    /// <summary>The slowest request of all.</summary>
    public TimeSpan Slowest => Probes.Max(probe => probe.End - probe.Due);

    /// <summary>How often which error came.</summary>
    public string Errors =>
        string.Join(", ", Probes.Where(probe => !probe.IsSuccess).GroupBy(probe => probe.Status).OrderBy(group => group.Key)
        .Select(group => $"{group.Count()} x {(group.Key == 0 ? "broken" : group.Key)}").DefaultIfEmpty("0"));
}

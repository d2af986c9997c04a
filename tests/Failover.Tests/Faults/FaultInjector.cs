using System.Diagnostics;
using Sanctum.Failover.Clients;
using Sanctum.Testing.Clusters;

namespace Sanctum.Failover.Faults;

/// <summary>Takes parts of the cluster away, brings them back, and keeps a record of it.</summary>
internal sealed class FaultInjector(ProductCluster cluster, Gateways gateways)
{
    private readonly List<Fault> _faults = [];
    private readonly List<string> _findings = [];

    public IReadOnlyList<Fault> Faults => _faults;

    /// <summary>Processes that did not end, or did not start, as they must.</summary>
    public IReadOnlyList<string> Findings => _findings;

    /// <summary>Kills a silo, and starts another on its ports after a while.</summary>
    public async Task KillSilo(ProductProcess silo, TimeSpan absence)
    {
        var at = DateTimeOffset.UtcNow;
        await silo.Kill();
        await Task.Delay(absence);
        await Restart(FaultKind.KilledSilo, silo, at);
    }

    /// <summary>Asks a silo to end, and starts another when it has.</summary>
    public async Task StopSilo(ProductProcess silo)
    {
        var at = DateTimeOffset.UtcNow;
        if (await silo.Terminate() is not 0 and var code)
            Find($"{silo.Name} ended with {code} after SIGTERM: {silo.TailOfLog()}");
        await Restart(FaultKind.StoppedSilo, silo, at);
    }

    /// <summary>Asks a silo to end, and starts one of another build in its place.</summary>
    public Task ReplaceSilo(ProductProcess silo, ProductBuild build)
    {
        silo.Program = build.Silo;
        return StopSilo(silo);
    }

    /// <summary>Kills a gateway and starts another on its port; clients come back once it is ready.</summary>
    public async Task KillGateway(ProductProcess gateway)
    {
        var known = gateways.Of(gateway);
        var at = DateTimeOffset.UtcNow;
        known.MarkDown();
        await gateway.Kill();
        await Restart(FaultKind.KilledGateway, gateway, at);
        known.MarkUp();
    }

    public async Task RestartPostgres()
    {
        var at = DateTimeOffset.UtcNow;
        await Task.Run(cluster.Postgres.Crash);
        var back = DateTimeOffset.UtcNow;
        _faults.Add(new Fault(FaultKind.RestartedPostgres, "PostgreSQL", at, back, back - at));
    }

    public async Task RestartRedis(TimeSpan absence)
    {
        var at = DateTimeOffset.UtcNow;
        await cluster.Redis.Kill();
        await Task.Delay(absence);
        var started = Stopwatch.GetTimestamp();
        await cluster.Redis.Start();
        _faults.Add(new Fault(FaultKind.RestartedRedis, "Redis", at, DateTimeOffset.UtcNow, Stopwatch.GetElapsedTime(started)));
    }

    /// <summary>
    /// Redis starts again empty; silos that exit because of it are started again, as a supervisor does. One that does not
    /// exit is a finding, and is killed.
    /// </summary>
    /// <param name="patience">How long a silo may take to find out.</param>
    public async Task LoseMembership(TimeSpan patience)
    {
        var at = DateTimeOffset.UtcNow;
        await cluster.Redis.Kill();
        cluster.Redis.DeleteData();
        await cluster.Redis.Start();
        _faults.Add(new Fault(FaultKind.LostMembership, "Redis", at, DateTimeOffset.UtcNow, TimeSpan.Zero));
        var exits = await Task.WhenAll(cluster.Silos.Select(async silo =>
        {
            try
            {
                await silo.WaitForExit(patience);
            }
            catch (TimeoutException)
            {
                Find($"{silo.Name} did not exit within {patience.TotalSeconds} s.");
                await silo.Kill();
            }
            var exited = DateTimeOffset.UtcNow;
            await Start(silo);
            return exited;
        }));
        _faults[^1] = _faults[^1] with { GoneUntil = exits.Max(), ReadyAfter = DateTimeOffset.UtcNow - exits.Max() };
    }

    private async Task Restart(FaultKind kind, ProductProcess process, DateTimeOffset at)
    {
        var back = DateTimeOffset.UtcNow;
        _faults.Add(new Fault(kind, process.Name, at, back, TimeSpan.Zero));
        await Start(process);
        _faults[^1] = _faults[^1] with { ReadyAfter = DateTimeOffset.UtcNow - back };
    }

    // A process that does not start is a finding beside others, which the end of the run shows.
    private async Task Start(ProductProcess process)
    {
        try
        {
            await process.Start();
        }
        catch (Exception exception) when (exception is TimeoutException or InvalidOperationException)
        {
            Find(exception.Message);
        }
    }

    private void Find(string finding)
    {
        lock (_findings)
            _findings.Add(finding);
    }
}

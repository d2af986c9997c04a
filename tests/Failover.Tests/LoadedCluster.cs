using Sanctum.Failover.Clients;
using Sanctum.Failover.Faults;
using Sanctum.Failover.Outcome;
using Sanctum.Testing;
using Sanctum.Testing.Clusters;
using Xunit.Abstractions;

namespace Sanctum.Failover;

/// <summary>A running cluster with clients that write, read and watch until the end, when everything is looked at.</summary>
internal sealed class LoadedCluster : IAsyncDisposable
{
    private const int Agents = 16;
    private const int Sessions = 32;
    private const int WatchedSessions = 16;
    private const int MessagesPerSecond = 20;
    private const int ReadsPerSecond = 20;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan CatchingUp = TimeSpan.FromSeconds(20);

    private readonly ProductCluster _cluster;
    private readonly ITestOutputHelper _output;
    private readonly Population _population = new(Agents, Sessions);
    private readonly Gateways _gateways;
    private readonly Traffic _traffic;
    private readonly CancellationTokenSource _stopWatching = new();
    private EventWatch[] _watches = [];
    private Task _watching = Task.CompletedTask;
    private DateTimeOffset _started;

    private LoadedCluster(ProductCluster cluster, string apiKey, ITestOutputHelper output)
    {
        (_cluster, _output) = (cluster, output);
        _gateways = new Gateways(cluster.Gateways, apiKey);
        _traffic = new Traffic(_gateways, _population);
        Inject = new FaultInjector(cluster, _gateways);
    }

    /// <summary>What can be done to it.</summary>
    public FaultInjector Inject { get; }

    /// <summary>Creates the agents on a cluster that is ready, opens the event streams and begins to write and read.</summary>
    public static async Task<LoadedCluster> Start(ProductCluster cluster, ITestOutputHelper output)
    {
        var loaded = new LoadedCluster(cluster, await cluster.GetApiKey(cluster.Gateways[0]), output);
        await loaded._population.Create(loaded._gateways.All[0]);
        loaded.Watch();
        loaded._started = DateTimeOffset.UtcNow;
        loaded._traffic.Start(MessagesPerSecond, ReadsPerSecond);
        return loaded;
    }

    /// <summary>Lets the load go on alone for a while, so that each fault has its own figures.</summary>
    public static Task Load(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds));

    /// <summary>Stops the load, waits until the cluster has worked off what it has, and publishes the figures.</summary>
    /// <param name="name">Name of the file with the figures.</param>
    /// <param name="title">What was done.</param>
    public async Task<Run> Finish(string name, string title)
    {
        await _traffic.Stop();
        await using var rows = new Rows(_cluster.Database);
        var open = await Patiently(rows.Open, left => left == 0, Settling);
        var entries = await rows.Entries();
        var last = entries.GroupBy(entry => entry.Session).ToDictionary(
            group => group.Key, group => group.Max(entry => entry.Seq));
        await Patiently(
            () => Task.FromResult(_watches.Count(watch => watch.LastSeq < last.GetValueOrDefault(watch.Session))),
            behind => behind == 0, CatchingUp);
        await StopWatching();
        var run = new Run(
            [.. _traffic.Requests, .. _watches.SelectMany(watch => watch.Openings)], [.. _traffic.Acknowledged.Keys],
            await rows.Messages(), entries,
            await rows.DoubledTexts(), _watches, Inject.Faults, open, _started);
        await Figures.Publish(name, Figures.Of(title, run), _output);
        return run;
    }

    /// <summary>Entries of each session as the API gives them, which must be 1, 2, 3 and so on.</summary>
    public async Task<IReadOnlyList<string>> FindGapsThroughTheApi(Run run)
    {
        var gaps = new List<string>();
        for (var session = 0; session < Sessions; session++)
        {
            var name = _population.SessionOf(session);
            var read = await Population.ReadTranscript(_gateways.Choose(session), name);
            if (!read.SequenceEqual(run.Entries.Where(entry => entry.Session == name).Select(entry => entry.Seq)))
                gaps.Add($"{name}: {string.Join(',', read.Take(20))} …");
        }
        return gaps;
    }

    /// <summary>Fails with all that is wrong, and keeps the logs if anything is.</summary>
    public void Judge(params IEnumerable<string>[] verdicts)
    {
        var wrong = verdicts.SelectMany(verdict => verdict).Concat(Inject.Findings).ToList();
        if (wrong.Count > 0)
            Assert.Fail($"{string.Join('\n', wrong)}\nThe logs of the processes are in {_cluster.KeepLogs()}.");
    }

    public async ValueTask DisposeAsync()
    {
        await StopWatching();
        _stopWatching.Dispose();
        _gateways.Dispose();
    }

    private void Watch()
    {
        _watches = [.. Enumerable.Range(0, WatchedSessions).Select(i => new EventWatch(_gateways, _population.SessionOf(i), i))];
        _watching = Task.WhenAll(_watches.Select(watch => Task.Run(() => watch.Run(_stopWatching.Token))));
    }

    private async Task StopWatching()
    {
        await _stopWatching.CancelAsync();
        await _watching;
    }

    // What did not come is a finding of its own, beside the others.
    private static async Task<T> Patiently<T>(Func<Task<T>> ask, Func<T, bool> isDone, TimeSpan patience)
    {
        try
        {
            return await Eventually.Get(ask, isDone, patience);
        }
        catch (TimeoutException)
        {
            return await ask();
        }
    }
}

using System.Collections.Concurrent;
using Sanctum.Cluster;
using Sanctum.Identity;

namespace Sanctum.Conversations;

/// <summary>
/// The open live views of this gateway. A session keeps its watchers in memory, so after a silo has died or joined every watch is
/// renewed until the cluster has settled; what was missed meanwhile is read from the rows.
/// </summary>
internal sealed partial class SessionViews(
    IClusterClient grains, TimeProvider clock, ILogger<SessionViews> logger) : BackgroundService, ILiveEventsOwner
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<LiveEvents, ISessionObserver> _open = new();
    // Views whose watch is over or could not be renewed: the next ticks try again.
    private readonly ConcurrentDictionary<LiveEvents, byte> _due = new();

    /// <summary>Opens a view. What is committed from now on arrives, or the view learns that it must read the rows.</summary>
    public async Task<LiveEvents> Open(SessionId session, int capacity)
    {
        var view = new LiveEvents(this, session.GrainKey, capacity);
        var reference = grains.CreateObjectReference<ISessionObserver>(view);
        try
        {
            view.StartAt(await grains.Session(session).Watch(reference));
            _open[view] = reference;
            return view;
        }
        catch
        {
            grains.DeleteObjectReference<ISessionObserver>(reference);
            throw;
        }
    }

    public async Task Renew(LiveEvents view)
    {
        if (!_open.TryGetValue(view, out var reference))
        {
            _due.TryRemove(view, out _);
            return;
        }
        _due[view] = 0;
        var lastSeq = await grains.Session(view.Session).Watch(reference).WaitAsync(Patience);
        _due.TryRemove(view, out _);
        view.SawLastSeq(lastSeq);
    }

    public void RenewSoon(LiveEvents view) => _ = TryRenew(view);

    public async ValueTask Close(LiveEvents view)
    {
        if (!_open.TryRemove(view, out var reference))
            return;
        _due.TryRemove(view, out _);
        try
        {
            await grains.Session(view.Session).Unwatch(reference).WaitAsync(Patience);
        }
        catch (Exception exception) when (PassingFailure.Is(exception))
        {
            // The session forgets a watch that is not renewed.
            NotRenewed(logger, view.Session.ToString(), exception.Message);
        }
        grains.DeleteObjectReference<ISessionObserver>(reference);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        long? known = null;
        var changedAt = long.MinValue;
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (_open.IsEmpty)
                    continue;
                var version = await FindVersion();
                if (version is null || (known is not null && version != known))
                    changedAt = clock.GetTimestamp();
                known = version;
                var isSettling = changedAt != long.MinValue && clock.GetElapsedTime(changedAt) < Settling;
                await Task.WhenAll((isSettling ? _open.Keys : _due.Keys).Select(TryRenew));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway stops.
        }
    }

    private async Task<long?> FindVersion()
    {
        try
        {
            return await grains.Grain<IMembershipWorker>(GrainKey.InDefaultTenant("membership").ToString()).GetVersion()
                .WaitAsync(Period);
        }
        catch (Exception exception) when (PassingFailure.Is(exception))
        {
            // The silo that was asked may be the one that died.
            return null;
        }
    }

    private async Task TryRenew(LiveEvents view)
    {
        try
        {
            await Renew(view);
        }
        catch (Exception exception) when (PassingFailure.Is(exception))
        {
            _due[view] = 0;
            NotRenewed(logger, view.Session.ToString(), exception.Message);
        }
    }

    [LoggerMessage(2022, LogLevel.Debug, "Session {Session}: a live view was not renewed: {Reason}")]
    private static partial void NotRenewed(ILogger logger, string session, string reason);
}

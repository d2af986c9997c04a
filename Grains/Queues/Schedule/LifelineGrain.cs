using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sanctum.Errors;
using Sanctum.Hosting;
using Sanctum.Identity;

namespace Sanctum.Queues;

/// <summary>Finds work in the rows that nobody has taken up, and wakes the grain whose work it is.</summary>
[GrainType("lifeline")]
internal sealed class LifelineGrain(
    IEnumerable<IUntakenWork> kinds, IOptionsMonitor<QueueOptions> options, ILogger<LifelineGrain> logger)
    : Grain, ILifelineGrain, IRemindable
{
    private const string ReminderName = "lifeline";
    private const int MaxDeathsKnown = 1_000;
    private const int MaxAtOnce = 1_000;
    private static readonly TimeSpan SecondLook = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);
    private readonly HashSet<string> _deaths = [];
    private IGrainTimer? _second;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var interval = options.CurrentValue.SweepInterval;
        this.RegisterGrainTimer(_ => Sweep(), new GrainTimerCreationOptions(TimeSpan.Zero, interval) { KeepAlive = true });
        // A lifeline begins with its cluster, or because the one before died with its silo.
        TakeUp();
        return Task.CompletedTask;
    }

    public Task Start() => this.RegisterOrUpdateReminder(ReminderName, ReminderPeriod, ReminderPeriod);

    // The tick's work is the activation it causes; the timer does the rest.
    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;

    public Task TakeUpAfter(string silo)
    {
        if (_deaths.Count >= MaxDeathsKnown)
            _deaths.Clear();
        if (_deaths.Add(silo))
            TakeUp();
        return Task.CompletedTask;
    }

    public async Task<int> Sweep()
    {
        var interval = options.CurrentValue.SweepInterval;
        var woken = await WakeEach(kind => kind.FindOverdue(interval, MaxAtOnce, CancellationToken.None));
        foreach (var kind in kinds)
            await BestEffort.Try(() => kind.EndSweep(CancellationToken.None), failure => QueueLog.SweepFailed(logger, failure));
        return woken;
    }

    // Again a little later, when all living silos have shown what leases they hold; those of nobody are given out again then.
    private void TakeUp()
    {
        After(TimeSpan.Zero);
        _second?.Dispose();
        _second = After(ActiveLeases.UnheldGrace + SecondLook);
    }

    private IGrainTimer After(TimeSpan delay) => this.RegisterGrainTimer(
        _ => WakeEach(kind => kind.FindOpen(MaxAtOnce, CancellationToken.None)),
        new GrainTimerCreationOptions(delay, Timeout.InfiniteTimeSpan) { KeepAlive = true });

    private async Task<int> WakeEach(Func<IUntakenWork, Task<ImmutableArray<GrainKey>>> find) =>
        (await Task.WhenAll(kinds.Select(kind => WakeAll(kind, find)))).Sum();

    // One kind of work that cannot be looked for, and one grain that cannot be woken, keep no others from it.
    private async Task<int> WakeAll(IUntakenWork kind, Func<IUntakenWork, Task<ImmutableArray<GrainKey>>> find)
    {
        var woken = 0;
        await BestEffort.Try(
            async () => woken = (await Task.WhenAll((await find(kind)).Select(key => TryWake(kind, key)))).Count(
                isAwake => isAwake),
            failure => QueueLog.SweepFailed(logger, failure));
        return woken;
    }

    private Task<bool> TryWake(IUntakenWork kind, GrainKey key) =>
        BestEffort.Try(() => kind.Wake(key.ToString()), failure => QueueLog.NotWoken(logger, failure, key.ToString()));
}

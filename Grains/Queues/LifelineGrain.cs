using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Memory;
using Sanctum.Publishing;
using Sanctum.Tools;

namespace Sanctum.Queues;

/// <summary>Finds work in the rows that nobody has taken up, and wakes the grain whose work it is.</summary>
[GrainType("lifeline")]
internal sealed class LifelineGrain(
    QueueStore queues,
    QueueModeStore modes,
    OutboxStore outboxes,
    ToolRunStore toolRuns,
    MemoryWalStore memory,
    IOptions<QueueOptions> options,
    ILogger<LifelineGrain> logger)
    : Grain, ILifelineGrain, IRemindable
{
    /// <summary>How long nobody must have held a lease before it is lost; longer than a turn is on its way between two workers.</summary>
    public static readonly TimeSpan UnheldGrace = TimeSpan.FromSeconds(3);

    private const string ReminderName = "lifeline";
    private const int MostDeathsKnown = 1_000;
    private const int MostAtOnce = 1_000;
    private static readonly TimeSpan SecondLook = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);
    private readonly HashSet<string> _deaths = [];
    private IGrainTimer? _second;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var interval = options.Value.SweepInterval;
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
        if (_deaths.Count >= MostDeathsKnown)
            _deaths.Clear();
        if (_deaths.Add(silo))
            TakeUp();
        return Task.CompletedTask;
    }

    public async Task<int> Sweep()
    {
        var grace = options.Value.SweepInterval;
        var woken = await Wake(grace, queues.FindOverdue(grace, MostAtOnce, CancellationToken.None), toolRuns.FindOverdue(MostAtOnce, CancellationToken.None));
        await EndDrains();
        return woken;
    }

    // Again a little later, when whoever lives has shown what leases it holds; those of nobody are given out again then.
    private void TakeUp()
    {
        this.RegisterGrainTimer(_ => WakeAllOpen(), new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan) { KeepAlive = true });
        _second?.Dispose();
        _second = this.RegisterGrainTimer(
            _ => WakeAllOpen(), new GrainTimerCreationOptions(UnheldGrace + SecondLook, Timeout.InfiniteTimeSpan) { KeepAlive = true });
    }

    private async Task WakeAllOpen()
    {
        await Wake(TimeSpan.Zero, queues.FindLeasing(MostAtOnce, CancellationToken.None), toolRuns.FindOpen(MostAtOnce, CancellationToken.None));
        await WakeAll(queues.FindOverdue(TimeSpan.Zero, MostAtOnce, CancellationToken.None), key => GrainFactory.GetGrain<IQueueGrain>(key).Wake());
    }

    private async Task<int> Wake(TimeSpan grace, Task<ImmutableArray<GrainKey>> lookingForQueues, Task<ImmutableArray<GrainKey>> lookingForRuns)
    {
        var woken = await Task.WhenAll(
            WakeAll(lookingForQueues, key => GrainFactory.GetGrain<IQueueGrain>(key).Wake()),
            WakeAll(outboxes.FindOverdue(grace, MostAtOnce, CancellationToken.None), key => GrainFactory.GetGrain<IOutboxGrain>(key).Wake()),
            WakeAll(lookingForRuns, key => GrainFactory.GetGrain<IToolRunGrain>(key).TakeUp()),
            WakeAll(memory.FindOverdue(grace, MostAtOnce, CancellationToken.None), key => GrainFactory.GetGrain<IMemoryWalGrain>(key).Publish()));
        return woken.Sum();
    }

    // One kind of work that cannot be looked for, and one grain that cannot be woken, keep no others from it.
    private async Task<int> WakeAll(Task<ImmutableArray<GrainKey>> looking, Func<string, Task> wake)
    {
        var woken = 0;
        await BestEffort.Try(
            async () => woken = (await Task.WhenAll((await looking).Select(key => TryWake(key.ToString(), wake)))).Count(isAwake => isAwake),
            failure => QueueLog.SweepFailed(logger, failure));
        return woken;
    }

    private Task<bool> TryWake(string key, Func<string, Task> wake) => BestEffort.Try(() => wake(key), failure => QueueLog.NotWoken(logger, failure, key));

    private Task EndDrains() => BestEffort.Try(
        async () =>
        {
            if (await modes.EndDrains(CancellationToken.None) is > 0 and var drained)
                QueueLog.Drained(logger, drained);
        },
        failure => QueueLog.SweepFailed(logger, failure));
}

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sanctum.Publishing;

namespace Sanctum.Queues;

/// <summary>Finds work in the rows that nobody has taken up, and wakes the grain whose work it is.</summary>
internal sealed class LifelineGrain(
    QueueStore queues, OutboxStore outboxes, IOptions<QueueOptions> options, ILogger<LifelineGrain> logger)
    : Grain, ILifelineGrain, IRemindable
{
    private const string ReminderName = "lifeline";
    private const int MostAtOnce = 1_000;
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var interval = options.Value.SweepInterval;
        this.RegisterGrainTimer(_ => Sweep(), new GrainTimerCreationOptions(TimeSpan.Zero, interval) { KeepAlive = true });
        return Task.CompletedTask;
    }

    public Task Start() => this.RegisterOrUpdateReminder(ReminderName, ReminderPeriod, ReminderPeriod);

    // The tick's work is the activation it causes; the timer does the rest.
    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;

    public async Task<int> Sweep()
    {
        try
        {
            return await WakeQueues() + await WakeOutboxes();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            QueueLog.SweepFailed(logger, e);
            return 0;
        }
    }

    private async Task<int> WakeQueues()
    {
        var overdue = await queues.FindOverdue(options.Value.SweepInterval, MostAtOnce, CancellationToken.None);
        await Task.WhenAll(overdue.Select(key => GrainFactory.GetGrain<IQueueGrain>(key.ToString()).Wake()));
        return overdue.Length;
    }

    private async Task<int> WakeOutboxes()
    {
        var overdue = await outboxes.FindOverdue(options.Value.SweepInterval, MostAtOnce, CancellationToken.None);
        await Task.WhenAll(overdue.Select(key => GrainFactory.GetGrain<IOutboxGrain>(key.ToString()).Wake()));
        return overdue.Length;
    }
}

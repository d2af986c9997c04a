using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sanctum.DeadLetters;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Memory;
using Sanctum.Publishing;

namespace Sanctum.Queues;

/// <inheritdoc cref="ISamplerGrain"/>
[GrainType("sampler")]
internal sealed class SamplerGrain(
    QueueFigures figures,
    QueueMeter meter,
    OutboxFigures outboxFigures,
    OutboxMeter outboxMeter,
    MemoryWalStore memory,
    MemoryMeter memoryMeter,
    DeadLetterStore deadLetters,
    DeadLetterMeter deadLetterMeter,
    IOptions<QueueHealthOptions> health,
    TimeProvider clock,
    ILogger<SamplerGrain> logger)
    : Grain, ISamplerGrain, IRemindable
{
    private const string ReminderName = "sampler";
    private const int LeastToTally = 1_000;
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan TallyPeriod = TimeSpan.FromMinutes(5);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(Count, new GrainTimerCreationOptions(TimeSpan.Zero, health.Value.SampleInterval) { KeepAlive = true });
        this.RegisterGrainTimer(Tally, new GrainTimerCreationOptions(TallyPeriod, TallyPeriod) { KeepAlive = true });
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        meter.Show([]);
        outboxMeter.Show([]);
        memoryMeter.Show(null);
        deadLetterMeter.Show([]);
        return Task.CompletedTask;
    }

    public Task Start() => this.RegisterOrUpdateReminder(ReminderName, ReminderPeriod, ReminderPeriod);

    // The tick's work is the activation it causes; the timers do the rest.
    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;

    // One process of a cluster shows the numbers of all queues and outboxes: the one that has the sampler.
    private Task Count(CancellationToken ended) => BestEffort.Try(
        async () =>
        {
            var queues = await figures.CountOpen(GrainKey.DefaultTenant, health.Value, ended);
            meter.Show([.. queues.Select(queue => QueueHealthRules.Judge(queue, health.Value, clock.GetUtcNow()))]);
            outboxMeter.Show(await outboxFigures.Count(GrainKey.DefaultTenant, new OutboxSelection(), ended));
            memoryMeter.Show(await memory.Measure(GrainKey.DefaultTenant, memory: null, ended));
            deadLetterMeter.Show(await deadLetters.Count(GrainKey.DefaultTenant, ended));
        },
        failure => Log(failure, ended));

    private Task Tally(CancellationToken ended) =>
        BestEffort.Try(() => figures.Tally(GrainKey.DefaultTenant, LeastToTally, ended), failure => Log(failure, ended));

    private void Log(Exception failure, CancellationToken ended)
    {
        if (!ended.IsCancellationRequested)
            QueueLog.NotCounted(logger, failure);
    }
}

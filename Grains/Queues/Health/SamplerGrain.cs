using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sanctum.Errors;
using Sanctum.Hosting;

namespace Sanctum.Queues;

/// <inheritdoc cref="ISamplerGrain"/>
[GrainType("sampler")]
internal sealed class SamplerGrain(
    IEnumerable<ISampledNumbers> numbers, IOptionsMonitor<QueueHealthOptions> health, ILogger<SamplerGrain> logger)
    : Grain, ISamplerGrain, IRemindable
{
    private const string ReminderName = "sampler";
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan TallyPeriod = TimeSpan.FromMinutes(5);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var interval = health.CurrentValue.SampleInterval;
        this.RegisterGrainTimer(
            ended => Each(kind => kind.Sample(ended), ended),
            new GrainTimerCreationOptions(TimeSpan.Zero, interval) { KeepAlive = true });
        this.RegisterGrainTimer(
            ended => Each(kind => kind.Tally(ended), ended),
            new GrainTimerCreationOptions(TallyPeriod, TallyPeriod) { KeepAlive = true });
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        foreach (var kind in numbers)
            kind.Clear();
        return Task.CompletedTask;
    }

    public Task Start() => this.RegisterOrUpdateReminder(ReminderName, ReminderPeriod, ReminderPeriod);

    // The tick's work is the activation it causes; the timers do the rest.
    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;

    // One process of a cluster shows the numbers of all: the one that has the sampler. What cannot be counted keeps no others
    // from it.
    private async Task Each(Func<ISampledNumbers, Task> run, CancellationToken ended)
    {
        foreach (var kind in numbers)
            await BestEffort.Try(() => run(kind), failure => Log(failure, ended));
    }

    private void Log(Exception failure, CancellationToken ended)
    {
        if (!ended.IsCancellationRequested)
            QueueLog.NotCounted(logger, failure);
    }
}

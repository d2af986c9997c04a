using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans;
using Orleans.Configuration;

namespace Sanctum.Runtime.Activation;

/// <summary>Looks over all activations in one pass: tells callers whose time is over, and ends what nobody has used for long.</summary>
internal sealed class ActivationSweeper(
    GrainCatalog catalog, IOptions<GrainCollectionOptions> collection) : BackgroundService
{
    private static readonly TimeSpan ExpiryGranularity = TimeSpan.FromMilliseconds(250);

    /// <summary>Ends what has been idle for longer than its age.</summary>
    public void CollectIdle()
    {
        var options = collection.Value;
        var now = Environment.TickCount64;
        foreach (var activation in catalog.Activations)
        {
            var age = AgeOf(activation.Class, options);
            if (age != Timeout.InfiniteTimeSpan && activation.IdleTime(now) >= age)
                activation.Deactivate(new(DeactivationReasonCode.ActivationIdle, $"Nobody called it for {age}."));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var quantum = collection.Value.CollectionQuantum;
        var nextCollection = Environment.TickCount64 + (long)quantum.TotalMilliseconds;
        using var timer = new PeriodicTimer(quantum < ExpiryGranularity ? quantum : ExpiryGranularity);
        while (await WaitForTick(timer, stoppingToken))
        {
            var now = Environment.TickCount64;
            foreach (var activation in catalog.Activations)
                activation.ExpireRequests(now);
            if (now < nextCollection)
                continue;
            CollectIdle();
            nextCollection = now + (long)quantum.TotalMilliseconds;
        }
    }

    private static async ValueTask<bool> WaitForTick(PeriodicTimer timer, CancellationToken stopping)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static TimeSpan AgeOf(GrainClass grainClass, GrainCollectionOptions options) =>
        options.ClassSpecificCollectionAge.TryGetValue(grainClass.Type.FullName!, out var age) ? age : grainClass.Age ?? options.CollectionAge;
}

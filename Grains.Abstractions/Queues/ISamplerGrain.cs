namespace Sanctum.Queues;

/// <summary>
/// Counts queues, outboxes, memories and dead letters for the metrics. One per cluster, keyed <c>{tenant}/sampler</c> in the
/// default tenant; a reminder keeps it alive over crashes. It counts beside the lifeline, not in it: slow counts delay metrics
/// and nothing else.
/// </summary>
[Alias("sanctum.ISamplerGrain")]
public interface ISamplerGrain : IGrainWithStringKey
{
    /// <summary>Starts counting, now and after every restart. Safe to repeat.</summary>
    [Alias("Start")]
    Task Start();
}

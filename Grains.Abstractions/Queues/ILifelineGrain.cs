using Sanctum.Calls;

namespace Sanctum.Queues;

/// <summary>
/// Wakes the queues and outboxes that have something to do but nobody who calls them: leases that ran out with their process,
/// retries that are due, posts and changes of memory that were not sent. One per cluster, keyed <c>{tenant}/lifeline</c> in the
/// default tenant; a reminder keeps it alive over crashes.
/// </summary>
[Alias("sanctum.ILifelineGrain")]
public interface ILifelineGrain : IGrainWithStringKey
{
    /// <summary>Starts watching, now and after every restart. Safe to repeat.</summary>
    [Alias("Start")]
    Task Start();

    /// <summary>Looks once, now.</summary>
    /// <returns>How many grains were woken.</returns>
    [Alias("Sweep")]
    Task<int> Sweep();

    /// <summary>
    /// Takes up what a silo had when it died, without waiting until its leases run out: at once what is known to have been its
    /// own, and a few seconds later what nobody has shown to hold. Safe to repeat.
    /// </summary>
    /// <param name="silo">The dead silo, as Orleans writes its address with its generation.</param>
    [Idempotent, Alias("TakeUpAfter")]
    Task TakeUpAfter(string silo);
}

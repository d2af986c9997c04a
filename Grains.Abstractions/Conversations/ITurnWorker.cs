using Orleans.Concurrency;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>
/// Runs turns: leases an item, asks the model, hands tool calls over, commits the reply. Stateless; any silo runs any turn.
/// </summary>
[Alias("sanctum.ITurnWorker")]
public interface ITurnWorker : IGrainWithStringKey
{
    /// <summary>
    /// Runs the turn of <paramref name="first"/>, if there is one, then works on the queue until it offers nothing more.
    /// </summary>
    [OneWay, Alias("Run")]
    Task Run(string queueKey, TurnOffer? first);

    /// <summary>Takes a turn up again after its tools have answered.</summary>
    [OneWay, Alias("Resume")]
    Task Resume(LeaseToken lease);
}

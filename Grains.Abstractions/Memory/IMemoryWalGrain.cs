using Orleans.Concurrency;

namespace Sanctum.Memory;

/// <summary>
/// Brings what the log of one memory holds to the stream <c>memory.wal</c>, in order and at least once; keyed like the agent.
/// What it could not send, or what the replica does not have in time, is sent again later and later; the rows say what is left to
/// do, so neither a crash nor a lost event loses anything.
/// </summary>
[Alias("sanctum.IMemoryWalGrain")]
public interface IMemoryWalGrain : IGrainWithStringKey
{
    /// <summary>Sends what is due.</summary>
    [OneWay, Alias("Publish")]
    Task Publish();

    /// <summary>The replica has every change up to this one, or has given it up as a dead letter.</summary>
    [Alias("Replicated")]
    Task Replicated(long through);
}

using Orleans.Concurrency;
using Sanctum.DeadLetters;
using Sanctum.Errors;

namespace Sanctum.Memory;

/// <summary>
/// Keeps the replica of one memory, keyed like the agent, and is its only writer: it takes each change of the log once, in order.
/// One that it misses it takes from the log; one that cannot be taken it gives up after a bounded number of tries: it becomes a
/// dead letter, and the changes behind it continue. Until then they wait, and only those of this memory.
/// </summary>
[Alias("sanctum.IMemoryReplicaGrain")]
public interface IMemoryReplicaGrain : IGrainWithStringKey
{
    /// <summary>Takes what the log has and the replica has not.</summary>
    [OneWay, Alias("CatchUp")]
    Task CatchUp();

    /// <summary>
    /// Takes a change that was given up, as the log says it now; as it was, if the log has it no more. The dead letter goes with
    /// that. An entry that a later change has written in the meantime stays as it is.
    /// </summary>
    /// <exception cref="NotFoundException">There is no such dead letter of this memory.</exception>
    /// <exception cref="ConflictException">It still cannot be taken; the dead letter stays and says why.</exception>
    [Alias("Reprocess")]
    Task<DeadLetterOutcome> Reprocess(Guid letterId);
}

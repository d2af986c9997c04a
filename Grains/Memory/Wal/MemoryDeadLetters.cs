using Sanctum.DeadLetters;
using Sanctum.Streams;

namespace Sanctum.Memory;

/// <summary>Changes of memory that the replica gave up; its one writer takes them again.</summary>
internal sealed class MemoryDeadLetters(IGrainFactory grains) : IDeadLetterQueue
{
    public string Name => StreamNames.MemoryWalDeadLetters;

    public Task<DeadLetterOutcome> Reprocess(DeadLetter letter) =>
        grains.GetGrain<IMemoryReplicaGrain>(letter.Key).Reprocess(letter.Id);
}

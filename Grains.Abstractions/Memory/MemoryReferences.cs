using Sanctum.Identity;

namespace Sanctum.Memory;

/// <summary>References to the grains of agents' memory.</summary>
public static class MemoryReferences
{
    /// <summary>An agent's core memory.</summary>
    public static IMemoryGrain Memory(this IGrainFactory grains, GrainKey agent) =>
        grains.Grain<IMemoryGrain>(agent.ToString());

    /// <summary>The log of an agent's changes of memory.</summary>
    public static IMemoryWalGrain MemoryWal(this IGrainFactory grains, GrainKey agent) =>
        grains.Grain<IMemoryWalGrain>(agent.ToString());

    /// <summary>The replica of an agent's memory.</summary>
    public static IMemoryReplicaGrain MemoryReplica(this IGrainFactory grains, GrainKey agent) =>
        grains.Grain<IMemoryReplicaGrain>(agent.ToString());
}

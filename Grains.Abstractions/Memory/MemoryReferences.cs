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

    /// <summary>An agent's archival memory.</summary>
    public static IPassagesGrain Passages(this IGrainFactory grains, GrainKey agent) =>
        grains.Grain<IPassagesGrain>(agent.ToString());

    /// <summary>The imports into an agent's archival memory.</summary>
    public static IPassageImportsGrain PassageImports(this IGrainFactory grains, GrainKey agent) =>
        grains.Grain<IPassageImportsGrain>(agent.ToString());

    /// <summary>What messages made an agent do.</summary>
    public static IBlastRadiusWorker BlastRadius(this IGrainFactory grains, GrainKey agent) =>
        grains.Grain<IBlastRadiusWorker>(agent.ToString());

    /// <summary>The memory of a session.</summary>
    public static ISessionMemoryGrain SessionMemory(this IGrainFactory grains, GrainKey session) =>
        grains.Grain<ISessionMemoryGrain>(session.ToString());

    /// <summary>A shared block; the name of its key is its label.</summary>
    public static ISharedBlockGrain SharedBlock(this IGrainFactory grains, GrainKey block) =>
        grains.Grain<ISharedBlockGrain>(block.ToString());
}

using Sanctum.Access;
using Sanctum.Agents;

namespace Sanctum.Memory;

/// <summary>The grains of agents' memory.</summary>
internal static class MemoryGrains
{
    public static IMemoryGrain Memory(this IGrainFactory grains, AgentId id) => grains.Memory(id.GrainKey);

    public static IPassagesGrain Passages(this IGrainFactory grains, AgentId id) => grains.Passages(id.GrainKey);

    public static IPassageImportsGrain PassageImports(this IGrainFactory grains, AgentId id) =>
        grains.PassageImports(id.GrainKey);

    public static IMemoryDirectoryGrain Memories(this IGrainFactory grains) =>
        grains.GetGrain<IMemoryDirectoryGrain>(CallerTenant.Key("memories").ToString());

    public static ISessionMemoriesGrain SessionMemories(this IGrainFactory grains) =>
        grains.GetGrain<ISessionMemoriesGrain>(CallerTenant.Key("session-memories").ToString());
}

using Sanctum.Identity;

namespace Sanctum.Queues;

/// <summary>References to the grains of agents' queues.</summary>
public static class QueueReferences
{
    /// <summary>An agent's queue.</summary>
    public static IQueueGrain Queue(this IGrainFactory grains, GrainKey agent) =>
        grains.Grain<IQueueGrain>(agent.ToString());

    /// <summary>What operators do with an agent's queue.</summary>
    public static IQueueAdminGrain QueueAdmin(this IGrainFactory grains, GrainKey agent) =>
        grains.Grain<IQueueAdminGrain>(agent.ToString());
}

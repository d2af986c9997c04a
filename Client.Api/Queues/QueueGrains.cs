using Sanctum.Access;
using Sanctum.Agents;

namespace Sanctum.Queues;

/// <summary>The grains of agents' queues.</summary>
internal static class QueueGrains
{
    public static IQueueGrain Queue(this IGrainFactory grains, AgentId id) => grains.Queue(id.GrainKey);

    public static IQueueAdminGrain QueueAdmin(this IGrainFactory grains, AgentId id) =>
        grains.QueueAdmin(id.GrainKey);

    public static IQueueDirectoryGrain Queues(this IGrainFactory grains) =>
        grains.GetGrain<IQueueDirectoryGrain>(CallerTenant.Key("queues").ToString());

    public static IMessageSeriesWorker MessageSeries(this IGrainFactory grains) =>
        grains.GetGrain<IMessageSeriesWorker>(CallerTenant.Key("gateway").ToString());
}

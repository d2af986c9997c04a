using System.Collections.Immutable;

namespace Sanctum.Queues;

/// <summary>The queues of a tenant's agents, read from their rows; keyed <c>{tenant}/queues</c>.</summary>
[Alias("sanctum.IQueueDirectoryGrain")]
public interface IQueueDirectoryGrain : IGrainWithStringKey
{
    /// <summary>Every queue whose agent is not retired, by the agent's name; one query, whatever the number of agents.</summary>
    [Alias("GetHealth")]
    Task<ImmutableArray<QueueHealth>> GetHealth(CancellationToken cancellationToken);
}

using System.Text.Json.Serialization;
using Sanctum.Identity;

namespace Sanctum.Turns;

/// <summary>
/// The right to work on one item. <paramref name="Token"/> grows with every lease of the item (a fencing token): whatever
/// its holder commits is refused once another lease was given.
/// </summary>
/// <param name="QueueKey">Grain key of the queue.</param>
/// <param name="ItemId">The item.</param>
/// <param name="SessionId">The item's conversation.</param>
/// <param name="Token">The fencing token, from 1.</param>
[GenerateSerializer, Immutable, Alias("sanctum.lease-token")]
public sealed record LeaseToken(
    [property: Id(0)] string QueueKey, [property: Id(1)] Guid ItemId, [property: Id(2)] string SessionId,
    [property: Id(3)] long Token)
{
    /// <summary>Key of the agent, which is also that of its queue and its memory.</summary>
    [JsonIgnore]
    public GrainKey Agent => GrainKey.Parse(QueueKey);

    /// <summary>Key of the session.</summary>
    [JsonIgnore]
    public GrainKey Session => new(Agent.Tenant, SessionId);
}

using System.Collections.Concurrent;
using Sanctum.Conversations;
using Sanctum.Hosting;
using Sanctum.Identity;
using Sanctum.Queues;

namespace Sanctum.Memory;

/// <summary>
/// The sessions of this silo with blocks that are attached for their turn. A turn ends on the silo of its agent's memory, so a
/// turn without such blocks costs one look-up. An end that is missed, by a crash, is made up for by the session's next turn.
/// </summary>
internal sealed class TurnAttachments(IGrainFactory grains) : IEventSubscriber<SessionEvent>
{
    private readonly ConcurrentDictionary<GrainKey, GrainKey> _agents = new();

    /// <summary>Has an agent's memory detach its blocks when the turn of a session ends.</summary>
    public void Await(GrainKey agent, string session) => _agents[new GrainKey(agent.Tenant, session)] = agent;

    /// <summary>Drops what was awaited for a memory that moves to another silo.</summary>
    public void Forget(GrainKey agent)
    {
        foreach (var (session, _) in _agents.Where(awaited => awaited.Value == agent))
            _agents.TryRemove(session, out _);
    }

    public void On(GrainKey source, SessionEvent happened)
    {
        // An item that goes back to the queue has another attempt.
        if (happened is TurnEnded { Status: not (QueueItemStatus.New or QueueItemStatus.Processing) }
            && !_agents.IsEmpty && _agents.TryRemove(source, out var agent))
            grains.Memory(agent).EndTurn(source.Name).Ignore();
    }
}

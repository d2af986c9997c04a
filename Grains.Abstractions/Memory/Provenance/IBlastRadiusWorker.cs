using Orleans.Concurrency;
using Sanctum.Calls;
using Sanctum.Errors;

namespace Sanctum.Memory;

/// <summary>What a message made an agent do, and the way back from what it made of the agent's memory; keyed like the agent.
/// </summary>
[Alias("sanctum.IBlastRadiusWorker")]
public interface IBlastRadiusWorker : IGrainWithStringKey
{
    /// <summary>What the turn of a message did.</summary>
    /// <param name="message">The message, as its queue item.</param>
    /// <param name="withLater">Whether the turns that came after it in its session count too: their models have read it.</param>
    /// <exception cref="NotFoundException">The agent has no such message, or it has begun no turn.</exception>
    [ReadOnly, ResponseTimeout("00:02:00"), Alias("Find")]
    Task<BlastRadius> Find(Guid message, bool withLater);

    /// <summary>
    /// Takes back what those turns made of the agent's memory: changes of blocks are undone, the newest first, and inserted
    /// passages deleted. Each memory has its outcome; one that cannot be taken back does not stop the others. Safe to repeat.
    /// </summary>
    /// <param name="message">The message, as its queue item.</param>
    /// <param name="withLater">Whether the turns that came after it in its session count too.</param>
    /// <param name="actor">Who does, such as <c>operator</c>.</param>
    /// <exception cref="NotFoundException">The agent has no such message, or it has begun no turn.</exception>
    [Idempotent, ResponseTimeout("00:02:00"), Alias("Undo")]
    Task<UndoneMemories> Undo(Guid message, bool withLater, string actor);
}

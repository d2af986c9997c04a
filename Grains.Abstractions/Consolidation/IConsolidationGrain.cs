using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Calls;
using Sanctum.Errors;
using Sanctum.Memory;

namespace Sanctum.Consolidation;

/// <summary>
/// Keeps an agent's core memory in order, keyed like the agent: now and then its model is asked which blocks to merge, shorten or
/// correct, and what it proposes is applied at once or left to a person.
/// </summary>
[Alias("sanctum.IConsolidationGrain")]
public interface IConsolidationGrain : IGrainWithStringKey
{
    /// <summary>When runs begin by themselves; null if they do not.</summary>
    [AlwaysInterleave, ReadOnly, Alias("GetPlan")]
    Task<ConsolidationPlan?> GetPlan();

    /// <summary>Has runs begin by themselves, the first after one interval. The same plan again changes nothing.</summary>
    /// <param name="every">The interval, from <c>Sanctum:Memory:Consolidation:MinInterval</c> to a year.</param>
    /// <param name="mode">What becomes of proposals.</param>
    /// <exception cref="InvalidRequestException">The interval is out of range.</exception>
    [Idempotent, Alias("SetPlan")]
    Task<ConsolidationPlan> SetPlan(TimeSpan every, ConsolidationMode mode);

    /// <summary>Runs begin no more by themselves. Safe to repeat.</summary>
    [Idempotent, Alias("EndPlan")]
    Task EndPlan();

    /// <summary>Begins a run in the background. The same id again answers the run that is known.</summary>
    /// <param name="id">Idempotency key.</param>
    /// <param name="mode">What becomes of its proposals.</param>
    /// <param name="actor">Who begins it.</param>
    /// <exception cref="ConflictException">Another run is open.</exception>
    [Idempotent, Alias("Start")]
    Task<ConsolidationRun> Start(Guid id, ConsolidationMode mode, string actor);

    /// <summary>A run with its proposals; null if there is none.</summary>
    [AlwaysInterleave, ReadOnly, Alias("Find")]
    Task<ConsolidationRun?> Find(Guid id);

    /// <summary>The newest 100 runs, newest first, without their proposals.</summary>
    [AlwaysInterleave, ReadOnly, Alias("List")]
    Task<ImmutableArray<ConsolidationRun>> List();

    /// <summary>
    /// Applies a proposal; what has changed in other lines of the block since then stays. One that is applied stays so.
    /// </summary>
    /// <exception cref="NotFoundException">There is no such proposal.</exception>
    /// <exception cref="ConflictException">It was rejected, or its run is open.</exception>
    /// <exception cref="BlockConflictException">The same lines have changed since; the proposal stays open.</exception>
    /// <exception cref="PolicyDeniedException">A policy denies the change.</exception>
    /// <exception cref="ApprovalRequiredException">A person must allow the change first.</exception>
    [Idempotent, Alias("Accept")]
    Task<BlockProposal> Accept(Guid run, string label, string actor);

    /// <summary>Rejects a proposal. Safe to repeat.</summary>
    /// <exception cref="NotFoundException">There is no such proposal.</exception>
    /// <exception cref="ConflictException">It was applied, or its run is open.</exception>
    [Idempotent, Alias("Reject")]
    Task<BlockProposal> Reject(Guid run, string label, string actor);

    /// <summary>Begins what is planned, and continues what is open. Safe to repeat.</summary>
    [AlwaysInterleave, OneWay, Idempotent, Alias("Run")]
    Task Run();
}

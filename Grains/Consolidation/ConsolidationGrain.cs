using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sanctum.Access;
using Sanctum.Agents;
using Sanctum.Budgets;
using Sanctum.Errors;
using Sanctum.Hosting;
using Sanctum.Identity;
using Sanctum.Memory;
using Sanctum.Placement;
using Sanctum.Policies;

namespace Sanctum.Consolidation;

/// <summary>Has an agent's model propose what to merge, shorten and correct in its blocks, and applies it.</summary>
/// <remarks>
/// Invariant: a proposal is applied by an edit whose id follows from run and block, and that names the version that the model was
/// given; so after a crash the lifeline has the run continue, nothing is applied twice, and nothing that was written meanwhile
/// is lost. Options: <see cref="ConsolidationOptions"/>. Meter: <see cref="ConsolidationMeter"/>. Events: 2590 to 2593.
/// </remarks>
[AgentPlacement, GrainType("consolidation")]
internal sealed class ConsolidationGrain(
    ConsolidationStore runs, ConsolidationPlanStore plans, ProposalStore proposals, MemoryReviewer reviewer,
    PolicyEngine policies, ConsolidationMeter meter, IOptionsMonitor<ConsolidationOptions> options, TimeProvider clock,
    ILogger<ConsolidationGrain> logger)
    : Grain, IConsolidationGrain
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    private GrainKey _key;
    private SingleRun _run = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = this.Key();
        _run = new SingleRun(() => BestEffort.Try(Continue, failure => ConsolidationLog.Stopped(logger, failure, _key)));
        return Task.CompletedTask;
    }

    public Task<ConsolidationPlan?> GetPlan() => plans.Find(_key, CancellationToken.None);

    public Task<ConsolidationPlan> SetPlan(TimeSpan every, ConsolidationMode mode)
    {
        var min = options.CurrentValue.MinInterval;
        return every >= min && every <= ConsolidationPlan.MaxInterval
            ? plans.Set(_key, every, mode, CancellationToken.None)
            : throw new InvalidRequestException(
                "every", $"is {every.TotalSeconds:0} s; {min.TotalSeconds:0} s to " +
                $"{ConsolidationPlan.MaxInterval.TotalDays:0} days are allowed.");
    }

    public Task EndPlan() => plans.Remove(_key, CancellationToken.None);

    public async Task<ConsolidationRun> Start(Guid id, ConsolidationMode mode, string actor)
    {
        await runs.Create(_key, id, mode, actor, clock.GetUtcNow(), CancellationToken.None);
        var run = await Find(id)
            ?? throw new ConflictException($"A consolidation of agent '{_key.Name}' is open already; it must end first.");
        await RunSoon();
        return run;
    }

    public async Task<ConsolidationRun?> Find(Guid id) =>
        await runs.Find(_key, id, CancellationToken.None) is { } run
            ? run with
            {
                Proposals =
                    [.. (await proposals.List(_key, id, CancellationToken.None)).Select(kept => kept.Proposal)],
            }
            : null;

    public Task<ImmutableArray<ConsolidationRun>> List() => runs.List(_key, CancellationToken.None);

    public async Task<BlockProposal> Accept(Guid run, string label, string actor)
    {
        var kept = await FindOfEnded(run, label);
        if (kept.Proposal.State == ProposalState.Rejected)
            throw new ConflictException($"The proposal for '{label}' was rejected by {kept.Proposal.DecidedBy}.");
        if (kept.Proposal.State == ProposalState.Open)
            await Apply(run, kept, actor);
        return (await proposals.Get(_key, run, label, CancellationToken.None)).Proposal;
    }

    public async Task<BlockProposal> Reject(Guid run, string label, string actor)
    {
        var kept = await FindOfEnded(run, label);
        if (kept.Proposal.State == ProposalState.Applied)
            throw new ConflictException($"The proposal for '{label}' was applied by {kept.Proposal.DecidedBy}; undo it instead.");
        if (kept.Proposal.State == ProposalState.Open)
            await Decide(run, label, ProposalState.Rejected, actor);
        return (await proposals.Get(_key, run, label, CancellationToken.None)).Proposal;
    }

    public Task Run()
    {
        // What follows is the work of the agent, not of the caller.
        Principal.Leave();
        return _run.Run();
    }

    // One way: nobody waits for it, and the lifeline finds what is left.
    private Task RunSoon() => GrainFactory.Consolidation(_key).Run();

    private async Task Continue()
    {
        if (await plans.TakeDue(_key, CancellationToken.None) is { } mode && await HasChanged())
            await runs.Create(_key, Guid.CreateVersion7(), mode, _key.Name, clock.GetUtcNow(), CancellationToken.None);
        if (await runs.Begin(_key, CancellationToken.None) is not { } job)
            return;
        try
        {
            if (job.Attempts > options.CurrentValue.MaxAttempts)
                throw new ConsolidationFailedException(
                    $"It was begun {options.CurrentValue.MaxAttempts} times, the limit. {job.LastError}".TrimEnd());
            if (job.HasProposals || await Propose(job))
                await Finish(job);
        }
        catch (ConsolidationFailedException failure)
        {
            await Fail(job, failure.Message);
        }
        catch (BudgetExceededException exceeded)
        {
            await WaitOrFail(job, exceeded.Wait, exceeded.Message, counts: false);
        }
        catch (Exception failure) when (failure is DependencyException or TimeoutException or StorageUnavailableException)
        {
            await WaitOrFail(
                job, ErrorClassifier.Classify(failure) == ErrorClass.Permanent
                    ? null
                    : ErrorClassifier.RetryAfter(failure) ?? (RetryAfter * job.Attempts),
                failure.Message, counts: true);
        }
    }

    /// <returns>Whether the proposals are kept; not if another activation has asked again.</returns>
    private async Task<bool> Propose(ConsolidationJob job)
    {
        var agent = await FindAgent();
        var blocks = await GrainFactory.Memory(_key).ReadBlocks();
        var considered = await reviewer.Review(job, agent.Definition.Capabilities, blocks, CancellationToken.None);
        if (!await proposals.Keep(job, considered, CancellationToken.None))
            return false;
        meter.Made(considered.Proposals.Length);
        return true;
    }

    // An agent that is there no more has no plan.
    private async Task<Agent> FindAgent()
    {
        try
        {
            if (await GrainFactory.Agent(_key).Get() is { Status: not AgentStatus.Retired } agent)
                return agent;
        }
        catch (NotFoundException)
        {
            // As one that is retired.
        }
        await plans.Remove(_key, CancellationToken.None);
        throw new ConsolidationFailedException("The agent is retired.");
    }

    // A model that was shown the same blocks before would be paid to say the same.
    private async Task<bool> HasChanged()
    {
        var last = (await runs.List(_key, CancellationToken.None)).FirstOrDefault(
            run => run.State == ConsolidationState.Done);
        return last is null || (await GrainFactory.Memory(_key).ReadBlocks()).Any(
            block => block.Right is null && block.UpdatedAt > last.CreatedAt);
    }

    // While a run applies its proposals, nobody else decides about them.
    private async Task<KeptProposal> FindOfEnded(Guid run, string label)
    {
        if (await runs.Find(_key, run, CancellationToken.None) is { EndedAt: null } open)
            throw new ConflictException($"Consolidation '{run}' is {ConsolidationNames.Of(open.State)}; it must end first.");
        return await proposals.Get(_key, run, label, CancellationToken.None);
    }

    private async Task Finish(ConsolidationJob job)
    {
        var made = await proposals.List(_key, job.Id, CancellationToken.None);
        var applied = 0;
        if (job.Mode == ConsolidationMode.Apply)
        {
            foreach (var kept in made.Where(kept => kept.Proposal.State == ProposalState.Open))
                applied += await TryApply(job.Id, kept) ? 1 : 0;
        }
        if (!await runs.End(job, ConsolidationState.Done, null, clock.GetUtcNow(), CancellationToken.None))
            return;
        meter.Ended(ConsolidationState.Done);
        ConsolidationLog.Ended(logger, job.Id, _key, made.Length, applied);
    }

    // What a policy denies, or has a person allow first, is left to a person; so is what has changed since. The policies are
    // asked before the edit asks them: an approval that it requested would be for nothing, because nobody tries again.
    private async Task<bool> TryApply(Guid run, KeptProposal kept)
    {
        try
        {
            var decided = await policies.Decide(PolicyRequest.MemoryWrite(
                _key, new MemoryAct("write", kept.Proposal.Label, kept.Proposal.Text, _key.Name)));
            if (!decided.Allowed)
                throw new PolicyDeniedException(PolicyActions.MemoryWrite, decided.Reason!);
            await Apply(run, kept, _key.Name);
            return true;
        }
        catch (SanctumException refused) when (
            refused is PolicyDeniedException or ApprovalRequiredException or BlockConflictException or ConflictException
                or InvalidRequestException)
        {
            await proposals.Note(_key, run, kept.Proposal.Label, refused.Message, CancellationToken.None);
            return false;
        }
    }

    private async Task Apply(Guid run, KeptProposal kept, string actor)
    {
        var proposal = kept.Proposal;
        await GrainFactory.Memory(_key).Edit(
            new MemoryEdit(
                $"consolidation/{run:N}/{proposal.Label}", proposal.Label, MemoryEditKind.Write, proposal.Text, null, actor,
                Cause: new MemoryCause(MemoryCauseKind.Consolidation), BaseVersion: proposal.BaseVersion)
            {
                Trust = kept.Trust,
            });
        await Decide(run, proposal.Label, ProposalState.Applied, actor);
    }

    private async Task Decide(Guid run, string label, ProposalState state, string actor)
    {
        if (await proposals.Decide(_key, run, label, state, actor, clock.GetUtcNow(), CancellationToken.None))
            meter.Decided(state);
    }

    private async Task WaitOrFail(ConsolidationJob job, TimeSpan? wait, string reason, bool counts)
    {
        if (wait is not { } after)
        {
            await Fail(job, reason);
            return;
        }
        ConsolidationLog.Waits(logger, job.Id, _key, after.TotalSeconds, reason);
        await runs.Retry(job, after, reason, counts, CancellationToken.None);
    }

    private async Task Fail(ConsolidationJob job, string reason)
    {
        if (!await runs.End(job, ConsolidationState.Failed, reason, clock.GetUtcNow(), CancellationToken.None))
            return;
        meter.Ended(ConsolidationState.Failed);
        ConsolidationLog.Failed(logger, job.Id, _key, reason);
    }
}

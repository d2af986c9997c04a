using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Sanctum.Access;
using Sanctum.Agents;
using Sanctum.Approvals;
using Sanctum.Audit;
using Sanctum.Budgets;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Memory;
using Sanctum.Platforms;
using Sanctum.Policies;
using Sanctum.Queues;
using Sanctum.Settings;
using Sanctum.Streams;
using Sanctum.Telemetry;
using Sanctum.Tools;
using Sanctum.Trust;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>
/// Runs turns. Every step it takes is committed before the next one begins, so wherever it is killed, the turn goes on
/// from its last row.
/// </summary>
[StatelessWorker(TurnDispatcher.MaxTurnsPerSilo), GrainType("turnworker")]
internal sealed class TurnWorker(
    ModelStep model, TurnRecall recall, ToolRegistry tools, ApprovalGate approvals, ApprovalWaits waits, AuditStore audit,
    IReplyGate gate, MessageModes modes, EchoText echo, TypingSignals typing, HeldLeases leases, TurnDispatcher dispatcher,
    SessionEventPublisher events,
    TimeProvider clock, ILogger<TurnWorker> logger)
    : Grain, ITurnWorker
{
    private static readonly TimeSpan SiloPause = TimeSpan.FromMilliseconds(500);

    public async Task Run(string queueKey, TurnOffer? first)
    {
        Principal.Leave();
        if (first is not null)
            dispatcher.Started(first.Lease);
        var queue = GrainFactory.Grain<IQueueGrain>(queueKey);
        if (first is not null && !leases.TakesWork)
            await GiveBack(queue, first.Lease, TimeSpan.Zero);
        else
            await Work(queue, queueKey, first ?? await NextOffer(queue, queueKey));
    }

    public async Task Resume(LeaseToken lease)
    {
        Principal.Leave();
        var queue = GrainFactory.Queue(lease.Agent);
        var next = await RunTurn(queue, lease, Activity.Current?.Id, null, async session => await session.ResumeTurn(lease));
        await Work(queue, lease.QueueKey, next);
    }

    private async Task Work(IQueueGrain queue, string queueKey, TurnOffer? next)
    {
        while (next is { } offer)
            next = await RunTurn(
                queue, offer.Lease, offer.TraceParent, offer.Agent, session => Begin(queue, session, offer));
    }

    private async Task<TurnOffer?> NextOffer(IQueueGrain queue, string queueKey)
    {
        try
        {
            return leases.TakesWork ? await queue.Offer() : null;
        }
        catch (Exception exception)
        {
            ConversationLog.LeaseFailed(logger, ExpectedFailure.Of(exception), queueKey);
            return null;
        }
    }

    // Runs one turn; answers the queue's next item.
    private async Task<TurnOffer?> RunTurn(
        IQueueGrain queue, LeaseToken lease, string? cause, Agent? agent, Func<ISessionGrain, Task<TurnProgress?>> enter)
    {
        if (await RunLeased(queue, lease, cause, agent, enter) is not { } outcome)
            return await NextOffer(queue, lease.QueueKey);
        try
        {
            return await queue.Settle(lease, outcome, leases.TakesWork);
        }
        catch (Exception exception)
        {
            ConversationLog.LeaseFailed(logger, ExpectedFailure.Of(exception), lease.QueueKey);
            return null;
        }
    }

    // The outcome where the turn has ended, and null where it goes on elsewhere, waits, failed or was lost.
    private async Task<TurnOutcome?> RunLeased(
        IQueueGrain queue, LeaseToken lease, string? cause, Agent? agent, Func<ISessionGrain, Task<TurnProgress?>> enter)
    {
        using var activity = SanctumTelemetry.StartTurn(lease, cause);
        await using var keeper = leases.Hold(queue, lease);
        if (keeper is null)
            return null;
        try
        {
            var session = GrainFactory.Session(lease.Session);
            return await enter(session) is { } progress ? await Advance(session, progress, agent, keeper.Revoked) : null;
        }
        catch (Exception exception) when (exception is LeaseLostException || keeper.Revoked.IsCancellationRequested)
        {
            ConversationLog.LeaseLost(logger, lease.ItemId);
            await Abandon(queue, lease);
        }
        catch (SiloUnavailableException)
        {
            // A grain of the turn died with its silo. That is no failed attempt: the turn is taken up from its rows.
            await GiveBack(queue, lease, SiloPause);
        }
        catch (BudgetExceededException exceeded)
        {
            await Postpone(queue, lease, exceeded);
        }
        catch (ApprovalRequiredException required)
        {
            await WaitForApproval(queue, lease, required);
        }
        catch (Exception exception)
        {
            activity?.SetStatus(ActivityStatusCode.Error, exception.Message);
            await RecordFailure(queue, lease, exception);
        }
        return null;
    }

    /// <returns>The turn, or null where the notification is not answered, or not now.</returns>
    private async Task<TurnProgress?> Begin(IQueueGrain queue, ISessionGrain session, TurnOffer offer)
    {
        var lease = offer.Lease;
        if (offer.Progress is { } begun)
        {
            events.Publish(lease.Session, new TurnStarted(lease.ItemId, begun.Lease.Attempt));
            return begun;
        }
        if (!gate.Guards(offer.Platform))
            return await session.BeginTurn(lease, isPreLeased: false);
        var admission = await gate.Admit(await session.TakeLease(lease));
        switch (admission.Verdict)
        {
            case AdmissionVerdict.Later:
                await queue.Defer(lease, admission.Wait);
                return null;
            case AdmissionVerdict.NoReply:
                await queue.Settle(
                    lease, await session.CompleteTurn(lease, new TurnCompletion(null, admission.Reason!, null)),
                    takesMore: false);
                return null;
            default:
                return await session.BeginTurn(lease, isPreLeased: true);
        }
    }

    /// <returns>The outcome, or null if the turn waits for its tools.</returns>
    private async Task<TurnOutcome?> Advance(
        ISessionGrain session, TurnProgress progress, Agent? offered, CancellationToken revoked)
    {
        var lease = progress.Lease.Lease;
        if (!progress.OpenCalls.IsEmpty)
            return RequestTools(lease, progress);
        if (TurnEnding.Of(progress, tools) is { } ending)
            return await session.CompleteTurn(lease, ending);

        var agent = offered ?? await GrainFactory.Agent(lease.Agent).Get();
        try
        {
            await approvals.Check(PolicyRequest.Turn(lease.Agent, agent), ActOf(progress.Lease), revoked);
        }
        catch (PolicyDeniedException denied)
        {
            ConversationLog.TurnFailed(logger, denied, lease.ItemId, ErrorClass.Permanent);
            var entry = DeniedTurnAudit.Entry(clock.GetUtcNow(), agent.Id, lease, denied);
            await audit.Add(lease.Agent.Tenant, entry, CancellationToken.None);
            return await session.CompleteTurn(lease, new TurnCompletion(null, StopReasons.Denied, null, denied.Message));
        }
        if (progress.Steps >= agent.Definition.Capabilities.MaxSteps)
            return await session.CompleteTurn(lease, TurnLimit.Reached(agent, progress));

        if (progress.Steps == 0 && await CompleteWithoutModel(progress.Lease) is { } completion)
            return await session.CompleteTurn(lease, completion);
        return await AskModel(session, agent, progress, revoked);
    }

    // One approval is for all steps of the turn.
    private static ApprovalAct ActOf(TurnLease turn) => new(
        $"session/{turn.Lease.SessionId}", turn.Lease.ItemId.ToString(), $"agent/{turn.Lease.Agent.Name}", turn.Lease.SessionId,
        turn.Notification.Text);

    // The mode is looked at before the first model call; a turn that began in another mode continues in it.
    private async Task<TurnCompletion?> CompleteWithoutModel(TurnLease turn) =>
        await modes.Of(turn.Lease.Agent.Tenant) switch
        {
            MessageMode.Listen => new TurnCompletion(null, StopReasons.ListenMode, null),
            MessageMode.Echo => new TurnCompletion(await echo.Of(turn), StopReasons.EndTurn, null),
            _ => null,
        };

    private async Task<TurnOutcome?> AskModel(
        ISessionGrain session, Agent agent, TurnProgress progress, CancellationToken revoked)
    {
        var lease = progress.Lease.Lease;
        var call = new SpendingCall(
            lease.Agent.Tenant, lease.Agent.Name, progress.Lease.Notification.KeyId, lease.SessionId, lease.ItemId,
            progress.Steps, lease.Token);
        typing.Show(progress.Lease);
        var memory = await GrainFactory.Memory(lease.Agent).ReadForTurn();
        progress = await recall.Recall(session, agent, memory.HasPassages, progress, revoked);
        var deltas = new DeltaPublisher(events, lease.Session, lease.ItemId, progress.Steps + 1, model.DeltaInterval);
        ModelReply answer;
        try
        {
            answer = await model.Run(session, call, agent, memory.Blocks, progress, deltas, revoked);
        }
        catch (BudgetExceededException exceeded) when (exceeded.Wait is null)
        {
            return await session.CompleteTurn(
                lease, new TurnCompletion(null, StopReasons.BudgetExceeded, null, exceeded.Message));
        }
        if (!answer.ToolCalls.IsEmpty)
            return RequestTools(
                lease,
                await session.RecordAnswer(
                    lease,
                    new ModelAnswer(answer.Text, answer.ToolCalls, answer.Usage, answer.Data) { Trust = answer.Trust }));
        var reply = string.IsNullOrWhiteSpace(answer.Text) ? null : answer.Text;
        var completion = new TurnCompletion(
            reply, reply is null ? StopReasons.NoReply : answer.StopReason, answer.Usage, ModelData: answer.Data)
        {
            Trust = answer.Trust,
        };
        return await session.CompleteTurn(lease, completion);
    }

    private TurnOutcome? RequestTools(LeaseToken lease, TurnProgress progress)
    {
        var agentId = lease.Agent.Name;
        foreach (var call in progress.OpenCalls)
            dispatcher.Request(new ToolRequested(lease, agentId, call) { Trust = TrustOf(progress, call) });
        return null;
    }

    // That of the step which asks for it, as its row says; so it is the same after a crash.
    private static TrustLevel TrustOf(TurnProgress progress, ToolCall call) =>
        progress.Context.LastOrDefault(entry => entry.ToolCalls.Any(asked => asked.CallId == call.CallId)) is { } step
            ? PromptTrust.Of(step)
            : TrustLevel.Web;

    private async Task GiveBack(IQueueGrain queue, LeaseToken lease, TimeSpan wait)
    {
        try
        {
            await queue.Defer(lease, wait);
        }
        catch (Exception exception)
        {
            ConversationLog.FailureUnrecorded(logger, ExpectedFailure.Of(exception), lease.ItemId);
        }
    }

    // The message waits without a lease, in its row.
    private async Task Postpone(IQueueGrain queue, LeaseToken lease, BudgetExceededException exceeded)
    {
        try
        {
            var wait = exceeded.Wait ?? TimeSpan.Zero;
            await queue.Postpone(
                lease, new TurnFailure(ErrorClass.Transient, exceeded.Message, wait, Code: ErrorCodes.BudgetExceeded), wait);
        }
        catch (Exception exception)
        {
            ConversationLog.FailureUnrecorded(logger, ExpectedFailure.Of(exception), lease.ItemId);
        }
    }

    // So does one whose turn a person is asked about.
    private async Task WaitForApproval(IQueueGrain queue, LeaseToken lease, ApprovalRequiredException required)
    {
        try
        {
            var wait = await waits.Add(
                lease.Agent.Tenant, required, WaitingTurns.NameOf(lease), lease.SessionId, lease.ItemId);
            await queue.Postpone(
                lease, new TurnFailure(ErrorClass.Transient, required.Message, wait, Code: ErrorCodes.ApprovalRequired), wait);
        }
        catch (Exception exception)
        {
            ConversationLog.FailureUnrecorded(logger, ExpectedFailure.Of(exception), lease.ItemId);
        }
    }

    private async Task Abandon(IQueueGrain queue, LeaseToken lease)
    {
        try
        {
            await queue.Abandon(lease);
        }
        catch (Exception exception)
        {
            ConversationLog.FailureUnrecorded(logger, ExpectedFailure.Of(exception), lease.ItemId);
        }
    }

    private async Task RecordFailure(IQueueGrain queue, LeaseToken lease, Exception failure)
    {
        var errorClass = ErrorClassifier.Classify(failure);
        ConversationLog.TurnFailed(logger, ExpectedFailure.Of(failure), lease.ItemId, errorClass);
        try
        {
            await queue.Fail(lease, new TurnFailure(
                errorClass, failure.Message, ErrorClassifier.RetryAfter(failure), ErrorClassifier.IsOutage(failure),
                ErrorClassifier.CodeOf(failure)));
        }
        catch (Exception exception)
        {
            ConversationLog.FailureUnrecorded(logger, ExpectedFailure.Of(exception), lease.ItemId);
        }
    }
}

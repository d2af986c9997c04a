using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Sanctum.Approvals;
using Sanctum.Conversations;
using Sanctum.Errors;
using Sanctum.Queues;
using Sanctum.Streams;
using Sanctum.Telemetry;
using Sanctum.Turns;

namespace Sanctum.Tools;

/// <summary>
/// Runs tool calls: policy, schema, the run itself, and a result that is a row before the turn hears of it. A call that waits for
/// a person is no run; a turn whose open calls all wait lets go of its lease.
/// </summary>
[StatelessWorker(MaxPerSilo), GrainType("toolworker")]
internal sealed class ToolWorker(
    ToolExecution execution, ToolRegistry registry, ApprovalWaits waits, HeldLeases leases, TurnDispatcher dispatcher,
    SessionEventPublisher events, ILogger<ToolWorker> logger)
    : Grain, IToolWorker
{
    // What bounds runs are the places of an agent, and of processes, at which a call waits with its lease kept. Here it would
    // lose it.
    private const int MaxPerSilo = 1_024;

    public async Task Run(ToolRequested request)
    {
        var lease = request.Lease;
        var queue = GrainFactory.Queue(lease.Agent);
        var session = GrainFactory.Session(lease.Session);
        await using var keeper = leases.Hold(queue, lease);
        if (keeper is null)
            return;
        try
        {
            var result = await execution.Run(
                request.Call,
                new ToolContext(lease.Agent, lease.SessionId, request.Call.CallId) { Trust = request.Trust },
                () => session.StartTool(lease, request.Call.CallId),
                () => events.Publish(lease.Session, Started(request)),
                $"agent/{lease.Agent.Name}",
                keeper.Revoked);
            var progress = await session.RecordToolResult(lease, result);
            SanctumTelemetry.ToolEnded(result, registry.Find(result.Tool) is not null);
            ToolLog.Ran(logger, request.Call.Tool, request.Call.CallId, result.Status, result.Duration);
            events.Publish(
                lease.Session, new ToolEnded(lease.ItemId, result.CallId, result.Tool, result.Status, result.Duration));
            dispatcher.Completed(new ToolCompleted(lease, request.Call.CallId, progress.OpenCalls.Length));
            await Park(queue, progress);
        }
        catch (ApprovalRequiredException required)
        {
            await Hold(queue, session, request, required);
        }
        catch (Exception exception)
        {
            // Without a result row the turn stays where it is: its lease runs out and the call is requested again.
            ToolLog.Unrecorded(logger, ExpectedFailure.Of(exception), request.Call.Tool, request.Call.CallId);
        }
    }

    private async Task Hold(
        IQueueGrain queue, ISessionGrain session, ToolRequested request, ApprovalRequiredException required)
    {
        var lease = request.Lease;
        try
        {
            await waits.Add(
                lease.Agent.Tenant, required, WaitingTurns.NameOf(lease), lease.SessionId, lease.ItemId);
            await Park(queue, await session.HoldTool(lease, request.Call.CallId, required.Deadline));
        }
        catch (Exception exception)
        {
            ToolLog.Unrecorded(logger, ExpectedFailure.Of(exception), request.Call.Tool, request.Call.CallId);
        }
    }

    private async Task Park(IQueueGrain queue, TurnProgress progress)
    {
        if (progress.HeldUntil is not { } until)
            return;
        var wait = waits.UntilDeadline(until);
        var calls = string.Join(", ", progress.OpenCalls.Select(call => call.Tool).Distinct(StringComparer.Ordinal));
        await queue.Postpone(
            progress.Lease.Lease,
            new TurnFailure(
                ErrorClass.Transient, $"The turn waits for approval of: {calls}.", wait, Code: ErrorCodes.ApprovalRequired),
            wait);
    }

    private static ToolStarted Started(ToolRequested request) =>
        new(request.Lease.ItemId, request.Call.CallId, request.Call.Tool, request.Call.Arguments);
}

internal static partial class ToolLog
{
    [LoggerMessage(1301, LogLevel.Information, "Tool {Tool}, call {Call}: {Status} in {Duration}")]
    public static partial void Ran(ILogger logger, string tool, string call, ToolStatus status, TimeSpan duration);

    [LoggerMessage(1302, LogLevel.Warning, "Tool {Tool}, call {Call}: its result could not be recorded")]
    public static partial void Unrecorded(ILogger logger, Exception exception, string tool, string call);
}

using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;
using Sanctum.Agents;
using Sanctum.Conversations;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Policies;
using Sanctum.Queues;
using Sanctum.Storage;
using Sanctum.Streams;
using Sanctum.Telemetry;

namespace Sanctum.Tools;

/// <summary>
/// Runs tool calls: policy, schema, the run itself, and a result that is a row before the turn hears of it.
/// </summary>
[StatelessWorker(MostPerSilo)]
internal sealed class ToolWorker(
    ToolRegistry registry, ToolCatalog catalog, PolicyEngine policies, IToolRunner runner, HeldLeases leases, ILogger<ToolWorker> logger) : Grain, IToolWorker
{
    private const int MostPerSilo = 64;
    private const int MostPayloadCharacters = 64 * 1024;
    private const string Cut = "\n[cut: the result was longer than 65,536 characters]";

    public async Task Run(ToolRequested request)
    {
        var lease = request.Lease;
        var queue = GrainFactory.GetGrain<IQueueGrain>(lease.QueueKey);
        var tenant = GrainKey.Parse(lease.QueueKey).Tenant;
        var sessionKey = new GrainKey(tenant, lease.SessionId).ToString();
        var session = GrainFactory.GetGrain<ISessionGrain>(sessionKey);
        await using var keeper = leases.Hold(queue, lease);
        if (keeper is null)
            return;
        try
        {
            var result = await Execute(request, session, () => Tell(sessionKey, Started(request)), keeper.Revoked);
            var progress = await session.RecordToolResult(lease, result);
            SanctumTelemetry.ToolEnded(result, registry.Find(result.Tool) is not null);
            ToolLog.Ran(logger, request.Call.Tool, request.Call.CallId, result.Status, result.Duration);
            await Tell(sessionKey, new ToolEnded(lease.ItemId, result.CallId, result.Tool, result.Status, result.Duration));
            await this.GetStreamProvider(StreamNames.Provider).Publish(
                StreamNames.ToolResults, lease.QueueKey, new ToolCompleted(lease, request.Call.CallId, progress.OpenCalls.Length));
        }
        catch (Exception exception)
        {
            // Without a result row the turn stays where it is: its lease runs out and the call is requested again.
            ToolLog.Unrecorded(logger, exception, request.Call.Tool, request.Call.CallId);
        }
    }

    private static ToolStarted Started(ToolRequested request) =>
        new(request.Lease.ItemId, request.Call.CallId, request.Call.Tool, request.Call.Arguments);

    private async Task Tell(string sessionKey, SessionEvent happened)
    {
        try
        {
            await this.GetStreamProvider(StreamNames.Provider).Publish(StreamNames.ConversationOutbound, sessionKey, happened);
        }
        catch (Exception exception)
        {
            // Watchers read the entries; an event that is lost costs them a moment.
            ToolLog.EventLost(logger, exception, happened.EventType, sessionKey);
        }
    }

    private async Task<ToolResult> Execute(ToolRequested request, ISessionGrain session, Func<Task> tellStart, CancellationToken revoked)
    {
        var call = request.Call;
        var started = Stopwatch.GetTimestamp();
        ToolResult Result(ToolStatus status, string payload) => new(call.CallId, call.Tool, status, Bounded(payload), Stopwatch.GetElapsedTime(started));

        using var activity = SanctumTelemetry.StartTool(call.Tool, call.CallId);
        if (registry.Find(call.Tool) is not { } tool)
            return Result(ToolStatus.Invalid, $"There is no tool '{call.Tool}'. There are: {string.Join(", ", registry.Descriptions.Select(known => known.Name))}.");
        var setting = await catalog.SettingOf(GrainKey.Parse(request.Lease.QueueKey).Tenant, call.Tool);
        if ((setting.Refusal ?? await Denied(request)) is { } reason)
            return Result(ToolStatus.Blocked, reason);
        if (tool.Validate(call.Arguments) is { Count: > 0 } errors)
            return Result(ToolStatus.Invalid, string.Join(" ", errors.Select(error => $"{error.Field}: {error.Message}")));
        if (tool.Tool.Effects == ToolEffects.Unrepeatable && !await session.StartTool(request.Lease, call.CallId))
            return Result(ToolStatus.Interrupted, "An earlier run of this call was cut off; whether it took effect is not known. It was not run again.");

        await tellStart();
        var context = new ToolContext(GrainKey.Parse(request.Lease.QueueKey), request.Lease.SessionId, call.CallId) { TimeLimit = setting.TimeLimit };
        var answer = await runner.Run(tool, call.Arguments, context, revoked);
        return Result(answer.Status, answer.Payload);
    }

    private async Task<string?> Denied(ToolRequested request)
    {
        try
        {
            var agent = await GrainFactory.GetGrain<IAgentGrain>(request.Lease.QueueKey).Get();
            policies.Check(new PolicyRequest(PolicyActions.ToolExecute, agent, request.Call.Tool));
            return null;
        }
        catch (PolicyDeniedException denied)
        {
            return denied.Message;
        }
    }

    private static string Bounded(string payload) => StorableText.Cut(payload, MostPayloadCharacters, Cut);
}

internal static partial class ToolLog
{
    [LoggerMessage(1301, LogLevel.Information, "Tool {Tool}, call {Call}: {Status} in {Duration}")]
    public static partial void Ran(ILogger logger, string tool, string call, ToolStatus status, TimeSpan duration);

    [LoggerMessage(1302, LogLevel.Warning, "Tool {Tool}, call {Call}: its result could not be recorded")]
    public static partial void Unrecorded(ILogger logger, Exception exception, string tool, string call);

    [LoggerMessage(1303, LogLevel.Debug, "An event {Event} of session {Session} was not delivered")]
    public static partial void EventLost(ILogger logger, Exception exception, string @event, string session);
}

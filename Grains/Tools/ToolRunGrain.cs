using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sanctum.Agents;
using Sanctum.Approvals;
using Sanctum.Audit;
using Sanctum.Conversations;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Queues;
using Sanctum.Streams;
using Sanctum.Telemetry;

namespace Sanctum.Tools;

/// <inheritdoc cref="IToolRunGrain"/>
[GrainType("toolrun")]
internal sealed class ToolRunGrain(
    ToolRunStore store, ToolExecution execution, ToolRegistry registry, ApprovalWaits waits, SessionEventPublisher events,
    IOptionsMonitor<QueueOptions> options, TimeProvider clock, ILogger<ToolRunGrain> logger)
    : Grain, IToolRunGrain
{
    private const int MaxOpenOfAgent = 1_000;
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan MaxAsking = TimeSpan.FromSeconds(2);

    // Longer than any tool may run.
    private static readonly TimeSpan MaxStay = TimeSpan.FromMinutes(30);

    private string _tenant = "";
    private Guid _id;
    private Task _running = Task.CompletedTask;
    private bool _hasEnded;

    // Set while the run waits for a person; completed when it continues.
    private TaskCompletionSource? _parked;
    private DateTimeOffset _parkedUntil;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.Key();
        (_tenant, _id) = (key.Tenant, Guid.Parse(key.Name));
        return Task.CompletedTask;
    }

    // A process that stops in order gives the tool the time there is; what is not done then is taken up elsewhere.
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        await _running.WaitAsync(cancellationToken).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

    public async Task<ToolRun> Begin(ToolRunRequest request)
    {
        var asks = await Check(request);
        var lease = options.CurrentValue.LeaseDuration;
        var run = await store.Add(_tenant, _id, request, lease, MaxOpenOfAgent, CancellationToken.None)
            ?? throw new LimitExceededException(
                "tool.requests", $"{MaxOpenOfAgent} runs for agent '{request.AgentId}' are open, the limit.",
                TimeSpan.FromSeconds(1));
        if (run.Request with { RequestedBy = request.RequestedBy } != request)
            throw new ConflictException($"Run '{_id}' was requested with another tool, agent, session or other arguments.");
        Start(run);
        if (!asks)
            return run;
        // So that the caller is told of the approval that the run waits for.
        await Task.WhenAny(_running, Task.Delay(MaxAsking));
        return await Get();
    }

    public async Task<ToolRun> Get()
    {
        if (await store.Find(_tenant, _id, CancellationToken.None) is { } run)
            return run;
        DeactivateOnIdle();
        throw new NotFoundException("tool run", _id.ToString());
    }

    public async Task<ToolRun> WaitForEnd(TimeSpan patience)
    {
        Start(await Get());
        await Task.WhenAny(_parked?.Task ?? _running, Task.Delay(patience < MaxWait ? patience : MaxWait));
        return await Get();
    }

    public async Task TakeUp()
    {
        if (_running.IsCompleted)
            Start(await Get());
        var patience = _parked is null ? options.CurrentValue.LeaseDuration : waits.UntilDeadline(_parkedUntil);
        await store.Extend(_tenant, _id, patience, CancellationToken.None);
    }

    public async Task<bool> Continue()
    {
        var run = await Get();
        if (run.Result is not null || _hasEnded)
            return true;
        if (!_running.IsCompleted)
            return false;
        Unpark();
        Start(run);
        return true;
    }

    /// <returns>Whether a person is to be asked.</returns>
    private async Task<bool> Check(ToolRunRequest request)
    {
        await GrainFactory.Agent(AgentOf(request)).Get();
        if (request.SessionId is { } session
            && (await GrainFactory.Session(new GrainKey(_tenant, session)).Get()).AgentId != request.AgentId)
            throw new ConflictException($"Session '{session}' belongs to another agent than '{request.AgentId}'.");
        var tool = registry.Find(request.Tool) ?? throw new NotFoundException("tool", request.Tool);
        var verdict = await execution.Judge(request.Tool, request.Arguments, ContextOf(request));
        // Who is not allowed to run the tool is not told what it takes.
        if (verdict.Refusal is null && tool.Validate(request.Arguments) is { Count: > 0 } errors)
            throw new InvalidRequestException([.. errors.Select(
                error => error.Field == "arguments" ? error : error with { Field = $"arguments.{error.Field}" })]);
        return verdict.Asks is not null;
    }

    private void Start(ToolRun run)
    {
        // The row was read before it was asked whether the run goes on; it may have ended in between.
        if (run.Result is not null || _hasEnded || !_running.IsCompleted)
            return;
        if (_parked is not null && _parkedUntil > clock.GetUtcNow())
            return;
        Unpark();
        DelayDeactivation(MaxStay);
        _running = RunToEnd(run);
    }

    private async Task RunToEnd(ToolRun run)
    {
        var request = run.Request;
        var call = new ToolCall(ToolRunIds.CallOf(_id), request.Tool, request.Arguments);
        try
        {
            var result = await execution.Run(
                call,
                ContextOf(request),
                () => store.Start(_tenant, _id, CancellationToken.None),
                () => Publish(request, new ToolStarted(_id, call.CallId, call.Tool, call.Arguments)),
                request.RequestedBy,
                CancellationToken.None);
            var audit = ToolRunAudit.Entry(
                clock.GetUtcNow(), request.RequestedBy, request.AgentId, request.SessionId, call, result);
            var isOurs = await store.End(_tenant, _id, result, audit, CancellationToken.None);
            _hasEnded = true;
            DeactivateOnIdle();
            if (!isOurs)
                return;
            SanctumTelemetry.ToolEnded(result, registry.Find(result.Tool) is not null);
            ToolLog.Ran(logger, call.Tool, call.CallId, result.Status, result.Duration);
            Publish(request, new ToolEnded(_id, call.CallId, call.Tool, result.Status, result.Duration));
        }
        catch (ApprovalRequiredException required)
        {
            await Park(request, call, required);
        }
        catch (Exception exception)
        {
            // Its row says that it is open: the lifeline has it taken up again.
            ToolLog.Unrecorded(logger, ExpectedFailure.Of(exception), call.Tool, call.CallId);
        }
    }

    private async Task Park(ToolRunRequest request, ToolCall call, ApprovalRequiredException required)
    {
        try
        {
            var wait = await waits.Add(_tenant, required, WaitingRuns.NameOf(_id), request.SessionId, _id);
            await store.Park(_tenant, _id, required.ApprovalId, wait, CancellationToken.None);
            _parkedUntil = required.Deadline;
            _parked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        catch (Exception exception)
        {
            ToolLog.Unrecorded(logger, ExpectedFailure.Of(exception), call.Tool, call.CallId);
        }
    }

    private void Unpark()
    {
        _parked?.TrySetResult();
        _parked = null;
    }

    private void Publish(ToolRunRequest request, SessionEvent happened)
    {
        if (request.SessionId is { } session)
            events.Publish(new GrainKey(_tenant, session), happened);
    }

    private ToolContext ContextOf(ToolRunRequest request) =>
        new(AgentOf(request), request.SessionId ?? "", ToolRunIds.CallOf(_id));

    private GrainKey AgentOf(ToolRunRequest request) => new(_tenant, request.AgentId);
}

using System.Diagnostics;
using Sanctum.Agents;
using Sanctum.Approvals;
using Sanctum.Errors;
using Sanctum.Policies;
using Sanctum.Settings;
using Sanctum.Storage;
using Sanctum.Telemetry;
using Sanctum.Trust;

namespace Sanctum.Tools;

/// <summary>
/// One call of a tool from its policy to its result. A refusal and a failure are results; a call that waits
/// for a person has none yet.
/// </summary>
internal sealed class ToolExecution(
    ToolRegistry registry, ToolCatalog catalog, PolicyEngine policies, ApprovalGate approvals, MessageModes modes,
    Containment containment, IToolRunner runner, IGrainFactory grains)
{
    private const int MaxPayloadCharacters = 64 * 1024;
    private const string Cut = "\n[cut: the result was longer than 65,536 characters]";

    /// <summary>A payload no longer than a model is told.</summary>
    public static string Shortened(string payload) => StorableText.Cut(payload, MaxPayloadCharacters, Cut);

    /// <param name="call">The call.</param>
    /// <param name="context">For whom.</param>
    /// <param name="tryStart">Marks the call as started, before its effects can happen; false if it was started before.</param>
    /// <param name="started">Called when the tool begins to run.</param>
    /// <param name="requestedBy">Who asks for it, as the audit log names it.</param>
    /// <param name="revoked">The result is not wanted any more.</param>
    /// <exception cref="ApprovalRequiredException">A person must allow it first; nothing was run.</exception>
    public async Task<ToolResult> Run(
        ToolCall call, ToolContext context, Func<Task<bool>> tryStart, Action started, string requestedBy,
        CancellationToken revoked)
    {
        var begunAt = Stopwatch.GetTimestamp();
        ToolResult Result(ToolStatus status, string payload) =>
            new(call.CallId, call.Tool, status, Shortened(payload), Stopwatch.GetElapsedTime(begunAt));

        using var activity = SanctumTelemetry.StartTool(call.Tool, call.CallId);
        if (registry.Find(call.Tool) is not { } tool)
            return Result(ToolStatus.Invalid, $"There is no tool '{call.Tool}'. {await ToolsOf(context)}");
        var verdict = await Judge(call.Tool, call.Arguments, context);
        if (verdict.Refusal is { } reason)
            return Result(ToolStatus.Blocked, reason);
        if (tool.Validate(call.Arguments) is { Count: > 0 } errors)
            return Result(ToolStatus.Invalid, string.Join(" ", errors.Select(error => $"{error.Field}: {error.Message}")));
        if (await FindDenial(verdict, call, context, requestedBy) is { } denial)
            return Result(ToolStatus.Blocked, denial);
        if (tool.Tool.Effects == ToolEffects.Unrepeatable && !await tryStart())
            return Result(
                ToolStatus.Interrupted,
                "An earlier run of this call was interrupted; whether it took effect is unknown. It was not run again.");

        started();
        var setting = await catalog.SettingOf(context.Agent.Tenant, call.Tool);
        var answer = await runner.Run(
            tool, call.Arguments, context with { TimeLimit = setting.TimeLimit, Isolation = setting.Isolation }, revoked);
        return Result(answer.Status, answer.Payload) with
        {
            Trust = TrustLevels.Lowest(tool.Description.ResultTrust, context.ResultLabel.Level),
        };
    }

    // Only those that the agent has: a model that is told of others asks for them next.
    private async Task<string> ToolsOf(ToolContext context)
    {
        var agent = await grains.Agent(context.Agent).Get();
        var offered = await catalog.OfferedTo(context.Agent.Tenant, agent.Definition.Capabilities);
        var names = string.Join(", ", offered.Select(tool => tool.Name));
        return names.Length > 0 ? $"There are: {names}." : "You have no tools.";
    }

    /// <summary>Whether the agent may run the tool now.</summary>
    public async Task<ToolVerdict> Judge(string tool, string arguments, ToolContext context)
    {
        if ((await catalog.SettingOf(context.Agent.Tenant, tool)).Refusal is { } refusal)
            return new ToolVerdict(refusal);
        if (registry.Find(tool)?.Description is { Platform: { } platform, Effects: not ToolEffects.None }
            && await modes.Of(context.Agent.Tenant) == MessageMode.Test)
            return new ToolVerdict(
                $"The message mode is 'test': '{tool}' would change something on {platform}, and was not run.");
        var agent = await grains.Agent(context.Agent).Get();
        var request = PolicyRequest.ToolCall(context.Agent, agent, tool, arguments) with { Trust = context.Trust };
        var answer = await policies.Decide(request);
        var isContained = containment.Holds(context.Trust) && registry.Find(tool) is { ReachesOutside: true };
        if (answer.Allowed)
            return isContained && !answer.IsContainmentLifted
                ? new ToolVerdict(containment.Refuse(context.Agent, tool, context.CallId, context.Trust))
                : ToolVerdict.Allowed;
        // Only a person lifts containment, not the end of a wait.
        if (isContained && answer.Approval is { AllowsAtDeadline: true } terms)
            answer = answer with { Approval = terms with { AllowsAtDeadline = false } };
        return answer.Approval is null
            ? new ToolVerdict(new PolicyDeniedException(request.Action, answer.Reason!).Message)
            : new ToolVerdict(Refusal: null, request, answer);
    }

    // A call that does not fit its tool is no person's concern, so nobody is asked about it.
    private async Task<string?> FindDenial(ToolVerdict verdict, ToolCall call, ToolContext context, string requestedBy)
    {
        if (verdict is not { Request: { } request, Asks: { } asks })
            return null;
        var session = context.SessionId.Length > 0 ? context.SessionId : null;
        try
        {
            await approvals.Require(request, asks, new ApprovalAct($"tool/{call.Tool}", call.CallId, requestedBy, session));
            return null;
        }
        catch (PolicyDeniedException denied)
        {
            return denied.Message;
        }
    }
}

/// <summary>Whether a tool may run.</summary>
/// <param name="Refusal">Why it may not, or null.</param>
/// <param name="Request">What a person is to be asked about first, or null.</param>
/// <param name="Asks">The answer of the policies that wants it, or null.</param>
internal sealed record ToolVerdict(string? Refusal, PolicyRequest? Request = null, PolicyAnswer? Asks = null)
{
    /// <summary>It may run.</summary>
    public static readonly ToolVerdict Allowed = new(Refusal: null);
}

using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Sanctum.Errors;

namespace Sanctum.Tools;

/// <summary>A run as a caller asks for it.</summary>
/// <param name="AgentId">The agent that runs it, under its policy.</param>
/// <param name="Arguments">The arguments, as the tool's schema says. Default: none.</param>
/// <param name="SessionId">The session whose watchers see the run, if any.</param>
internal sealed record ToolRunBody(
    [property: Required, Description("The agent that runs it, under its policy.")] string? AgentId = null,
    [property: Description("The arguments, as the tool's schema says. Default: none.")] JsonElement? Arguments = null,
    [property: Description("The session whose watchers see the run, if any.")] string? SessionId = null)
{
    /// <exception cref="InvalidRequestException">Every field that breaks a rule.</exception>
    public ToolRunRequest ToRequest(ToolName tool, string requestedBy)
    {
        var errors = new List<FieldError>();
        if (!Agents.AgentId.TryParse(AgentId, null, out _))
            errors.Add(new FieldError("agentId", AgentId is null ? "is required." : Agents.AgentId.Rule + "."));
        if (SessionId is not null && !Conversations.SessionId.TryParse(SessionId, null, out _))
            errors.Add(new FieldError("sessionId", Conversations.SessionId.Rule + "."));
        if (Arguments is { ValueKind: not JsonValueKind.Object })
            errors.Add(new FieldError("arguments", "must be an object."));
        return errors.Count == 0
            ? new ToolRunRequest(AgentId!, tool.Value, Arguments?.GetRawText() ?? "{}", SessionId, requestedBy)
            : throw new InvalidRequestException(errors);
    }
}

/// <summary>A run of a tool.</summary>
/// <param name="Id">The run's id.</param>
/// <param name="Tool">The tool.</param>
/// <param name="AgentId">As whom it runs.</param>
/// <param name="SessionId">Whose watchers see it; or null.</param>
/// <param name="Status">How it went; null until it has ended.</param>
/// <param name="Payload">The result, or why there is none; null until it has ended.</param>
/// <param name="ExecutionTimeMs">How long it ran; null until it has ended.</param>
/// <param name="RequestedAt">UTC.</param>
/// <param name="FinishedAt">UTC; null until it has ended.</param>
/// <param name="ApprovalId">The approval that it waits or waited for; null where none was asked for.</param>
internal sealed record ToolRunResource(
    Guid Id,
    string Tool,
    string AgentId,
    string? SessionId,
    ToolStatus? Status,
    string? Payload,
    double? ExecutionTimeMs,
    DateTimeOffset RequestedAt,
    DateTimeOffset? FinishedAt,
    Guid? ApprovalId)
{
    public static ToolRunResource From(ToolRun run) => new(
        run.Id, run.Request.Tool, run.Request.AgentId, run.Request.SessionId, run.Result?.Status, run.Result?.Payload,
        run.Result is { } result ? Math.Round(result.Duration.TotalMilliseconds, 3) : null, run.RequestedAt, run.FinishedAt,
        run.ApprovalId);
}

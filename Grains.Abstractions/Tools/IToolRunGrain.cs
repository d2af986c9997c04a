using Orleans.Concurrency;
using Sanctum.Calls;
using Sanctum.Errors;

namespace Sanctum.Tools;

/// <summary>
/// A run of a tool that somebody outside of a turn asks for, under an agent's policy; keyed <c>{tenant}/{id}</c>. It is a row
/// before it begins, ends as a row with its place in the audit log, and is taken up again after a crash; a tool that cannot tell
/// a repeat is never run twice.
/// </summary>
[Alias("sanctum.IToolRunGrain")]
public interface IToolRunGrain : IGrainWithStringKey
{
    /// <summary>Takes the request in and begins; the same request again answers the same run.</summary>
    /// <exception cref="NotFoundException">There is no such agent, tool or session.</exception>
    /// <exception cref="InvalidRequestException">The arguments do not fit the tool's schema; each is named.</exception>
    /// <exception cref="ConflictException">The id is that of another request, or the session is another agent's.</exception>
    /// <exception cref="LimitExceededException">Too many runs of the agent are open.</exception>
    [Idempotent, Alias("Begin")]
    Task<ToolRun> Begin(ToolRunRequest request);

    /// <summary>The run as its row says.</summary>
    /// <exception cref="NotFoundException">Nobody asked for it.</exception>
    [AlwaysInterleave, Idempotent, Alias("Get")]
    Task<ToolRun> Get();

    /// <summary>The same, once it has ended or <paramref name="patience"/> is over; at most 20 seconds.</summary>
    [AlwaysInterleave, Idempotent, Alias("WaitForEnd")]
    Task<ToolRun> WaitForEnd(TimeSpan patience);

    /// <summary>Takes up what a crash has left, unless it runs here.</summary>
    [AlwaysInterleave, Idempotent, Alias("TakeUp")]
    Task TakeUp();

    /// <summary>Continues a run that waited for an approval, now that it has an answer.</summary>
    /// <returns>False if the run is busy, and may be about to wait.</returns>
    [AlwaysInterleave, Idempotent, Alias("Continue")]
    Task<bool> Continue();
}

/// <summary>A tool that is to run.</summary>
/// <param name="AgentId">Under whose policy, and as whom.</param>
/// <param name="Tool">The tool's name.</param>
/// <param name="Arguments">Its arguments, a JSON object.</param>
/// <param name="SessionId">Whose watchers see it; or null.</param>
/// <param name="RequestedBy">Who asks, as the audit log names it.</param>
[GenerateSerializer, Immutable, Alias("sanctum.tool-run-request")]
public sealed record ToolRunRequest(
    [property: Id(0)] string AgentId,
    [property: Id(1)] string Tool,
    [property: Id(2)] string Arguments,
    [property: Id(3)] string? SessionId,
    [property: Id(4)] string RequestedBy);

/// <summary>A run.</summary>
/// <param name="Id">The run's id.</param>
/// <param name="Request">What was asked for.</param>
/// <param name="RequestedAt">UTC.</param>
/// <param name="FinishedAt">UTC; null until it has ended.</param>
/// <param name="Result">How it went; null until it has ended.</param>
/// <param name="ApprovalId">The approval that it waits or waited for; null where none was asked for.</param>
[GenerateSerializer, Immutable, Alias("sanctum.tool-run")]
public sealed record ToolRun(
    [property: Id(0)] Guid Id,
    [property: Id(1)] ToolRunRequest Request,
    [property: Id(2)] DateTimeOffset RequestedAt,
    [property: Id(3)] DateTimeOffset? FinishedAt,
    [property: Id(4)] ToolResult? Result,
    [property: Id(5)] Guid? ApprovalId = null);

using Sanctum.Access;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Problems;
using Sanctum.Repeats;

namespace Sanctum.Tools;

/// <summary>Tools that are run from outside, as an agent and under its policy.</summary>
internal sealed class ToolRunEndpoints : IEndpointModule
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan MaxCall = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public void Map(IEndpointRouteBuilder routes)
    {
        var runs = routes.MapGroup("/v1/tools/{tool}/runs").WithTags("Tools");
        runs.MapPost("", Begin)
            .Needs("tools:execute")
            .Produces<ToolRunResource>()
            .Produces<ToolRunResource>(StatusCodes.Status202Accepted)
            .Refuses(400, 404, 409, 413, 415)
            .WithSummary("Run a tool as an agent")
            .WithDescription(
                "202 means that the run is stored and will end even after a crash; a tool that is not idempotent is never run " +
                "twice. A run that a person must allow first is answered 202 with its `approvalId`, and continues with the " +
                "answer. `wait=30s` (at most 120s) returns 200 when the run has ended. Repeating an `Idempotency-Key` returns " +
                "the same run.");
        runs.MapGet("/{id}", Get)
            .Needs("tools:read")
            .Produces<ToolRunResource>()
            .Refuses(400, 404)
            .WithSummary("Read a run of a tool");
    }

    private static async Task<IResult> Begin(
        ToolName tool, ToolRunBody body, string? wait, HttpContext http, TimeProvider clock, IClusterClient grains)
    {
        var patience = wait is null ? TimeSpan.Zero : Durations.Parse("wait", wait, MaxWait);
        RequestDeadline.Current?.Extend(patience);
        var request = body.ToRequest(tool, Principal.Current?.Actor ?? $"operator/{http.Connection.RemoteIpAddress}");
        var id = ToolRunId.For(request.AgentId, http.Request.Headers["Idempotency-Key"]);
        var grain = grains.ToolRun(id);
        var run = await grain.Begin(request);
        var started = clock.GetTimestamp();
        while (run.Result is null && patience - clock.GetElapsedTime(started) is var left && left > TimeSpan.Zero)
        {
            run = await grain.WaitForEnd(left < MaxCall ? left : MaxCall);
            if (run.Result is null)
                await Task.Delay(Pause, clock, http.RequestAborted);
        }
        return run.Result is null
            ? Results.Accepted($"/v1/tools/{tool}/runs/{id}", ToolRunResource.From(run))
            : Results.Ok(ToolRunResource.From(run));
    }

    private static async Task<ToolRunResource> Get(ToolName tool, Guid id, IClusterClient grains)
    {
        var run = await grains.ToolRun(id).Get();
        return run.Request.Tool == tool.Value
            ? ToolRunResource.From(run)
            : throw new NotFoundException("tool run", id.ToString());
    }
}

using System.Collections.Immutable;
using Sanctum.Access;
using Sanctum.Agents;
using Sanctum.Audit;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Problems;

namespace Sanctum.Memory;

/// <summary>An agent's blocks of the present day, month and year.</summary>
internal sealed class TemporalEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var blocks = routes.MapGroup("/v1/agents/{id}/temporal-blocks").WithTags("Agents");
        blocks.MapPost("/attach", Attach)
            .Needs("memory:write")
            .Audited(AuditActions.MemoryWrite, "agent/{id}/memory")
            .Produces<MemoryBlocks>()
            .Refuses(400, 404, 409, 413, 415)
            .WithSummary("Attach an agent's blocks of the present day, month and year")
            .WithDescription(
                "Days are those of UTC. Blocks that are not there yet are created empty, with a limit of 10,000 characters. " +
                "`periods` takes some of `day`, `month` and `year`; all if omitted. Safe to repeat.");
        blocks.MapPost("/detach", Detach)
            .Needs("memory:write")
            .Audited(AuditActions.MemoryWrite, "agent/{id}/memory")
            .Produces<MemoryBlocks>()
            .Refuses(400, 404, 409, 413, 415)
            .WithSummary("Detach an agent's temporal blocks")
            .WithDescription(
                "Those that `labels` names, at most 64; all that are attached if omitted. Their texts are kept. Safe to repeat.");
    }

    private static async Task<MemoryBlocks> Attach(AgentId id, TemporalPeriods body, HttpContext http, IClusterClient grains)
    {
        await grains.RequireActive(id);
        var attached = await grains.Memory(id).AttachTemporal(new TemporalAttachment(
            body.CheckedPeriods, MemoryRequests.Operator, new MemoryCause(MemoryCauseKind.Request)));
        http.AuditChange(AuditedChange.Between(before: null, new { attached = attached.Select(block => block.Label) }));
        return new MemoryBlocks(attached);
    }

    private static async Task<MemoryBlocks> Detach(AgentId id, TemporalLabelList body, HttpContext http, IClusterClient grains)
    {
        await grains.RequireActive(id);
        var detached = await grains.Memory(id).DetachTemporal([.. body.Labels ?? []], MemoryRequests.Operator);
        http.AuditChange(AuditedChange.Between(before: null, new { detached = detached.Select(block => block.Label) }));
        return new MemoryBlocks(detached);
    }
}

/// <summary>Which temporal blocks to attach.</summary>
/// <param name="Periods">Some of <c>day</c>, <c>month</c> and <c>year</c>; all if omitted.</param>
internal sealed record TemporalPeriods(TemporalPeriod[]? Periods = null)
{
    private const int MaxPeriods = 3;

    /// <exception cref="InvalidRequestException">There are too many.</exception>
    internal ImmutableArray<TemporalPeriod> CheckedPeriods => Periods is { Length: > MaxPeriods }
        ? throw new InvalidRequestException("periods", $"are {Periods.Length}; the limit is {MaxPeriods}.")
        : [.. Periods ?? []];
}

/// <summary>Which temporal blocks to detach.</summary>
/// <param name="Labels">Their labels; all that are attached if omitted.</param>
internal sealed record TemporalLabelList(string[]? Labels = null);

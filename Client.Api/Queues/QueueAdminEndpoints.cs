using Sanctum.Agents;
using Sanctum.Audit;
using Sanctum.Edge;
using Sanctum.Problems;
using Sanctum.Requests;

namespace Sanctum.Queues;

/// <summary>What an operator does with an agent's queue as a whole.</summary>
internal sealed class QueueAdminEndpoints : IEndpointModule
{
    private const string NoReason = "An operator asked for it.";

    public void Map(IEndpointRouteBuilder routes)
    {
        var queue = routes.MapGroup("/v1/agents/{id}/queue").WithTags("Queues");
        queue.MapGet("/health", GetHealth)
            .Produces<QueueSummary>()
            .Refuses(400, 404)
            .WithSummary("Read how well a queue does, and why");
        queue.MapGet("/statistics", GetStatistics)
            .Produces<QueueStatistics>()
            .Refuses(400, 404)
            .WithSummary("Read a queue in numbers: groups, errors by class, attempts, rates and the trend of its backlog");
        queue.MapPost("/pause", Pause)
            .Audited(AuditActions.QueuePause, "queue/{id}")
            .Produces<QueueModeState>()
            .Refuses(400, 404)
            .WithSummary("Let a queue offer nothing more; it goes on taking in, and turns that run end");
        queue.MapPost("/drain", Drain)
            .Audited(AuditActions.QueueDrain, "queue/{id}")
            .Produces<QueueModeState>()
            .Refuses(400, 404)
            .WithSummary("Let a queue take nothing in and work off what is there; it is drained when nothing is left");
        queue.MapPost("/resume", Resume)
            .Audited(AuditActions.QueueResume, "queue/{id}")
            .Produces<QueueModeState>()
            .Refuses(400, 404)
            .WithSummary("Undo a pause or a drain");
        queue.MapPost("/replay", Replay)
            .Audited(AuditActions.QueueReplay, "queue/{id}", withBody: true)
            .Produces<ReplayResult>()
            .Refuses(400, 404)
            .WithSummary("Offer items in error again, all of them or some");
        queue.MapPost("/purge", Purge)
            .Audited(AuditActions.QueuePurge, "queue/{id}", withBody: true)
            .Produces<PurgeResult>()
            .Refuses(400, 404)
            .WithSummary("End items that wait, are in error or ended without a reply; their rows stay");
        queue.MapPost("/repair", Repair)
            .Audited(AuditActions.QueueRepair, "queue/{id}")
            .Produces<QueueRepairReport>()
            .Refuses(400, 404)
            .WithSummary("Find what cannot be, and mend it or move it to error")
            .WithDescription(
                "`dryRun=true` only looks. A long queue is looked through in parts: pass `next` as `after` to continue.");
    }

    private static async Task<QueueSummary> GetHealth(AgentId id, IClusterClient grains) =>
        QueueSummary.From(await (await Care(id, grains)).GetHealth());

    private static async Task<QueueStatistics> GetStatistics(AgentId id, IClusterClient grains) =>
        await (await Care(id, grains)).GetStatistics();

    private static async Task<QueueModeState> Pause(AgentId id, string? reason, IClusterClient grains) =>
        await (await Care(id, grains)).Pause(ReasonText.Check(reason, NoReason));

    private static async Task<QueueModeState> Drain(AgentId id, string? reason, IClusterClient grains) =>
        await (await Care(id, grains)).Drain(ReasonText.Check(reason, NoReason));

    private static async Task<QueueModeState> Resume(AgentId id, IClusterClient grains) =>
        await (await Care(id, grains)).Resume();

    // A silo of an older build would ignore a field that it does not have, so narrowed calls have methods beside the others.
    private static async Task<ReplayResult> Replay(AgentId id, ReplayRequest? request, IClusterClient grains)
    {
        var wanted = request ?? new ReplayRequest();
        var selection = wanted.ToSelection();
        var care = await Care(id, grains);
        var replayed = Narrow(wanted.From, wanted.DryRun) is { } narrowing
            ? await care.ReplaySome(selection, narrowing)
            : await care.Replay(selection);
        return new ReplayResult(replayed, wanted.DryRun);
    }

    private static async Task<PurgeResult> Purge(AgentId id, PurgeRequest request, IClusterClient grains)
    {
        var purge = request.ToPurge();
        var care = await Care(id, grains);
        var purged = Narrow(request.From, request.DryRun) is { } narrowing
            ? await care.PurgeSome(purge, narrowing)
            : await care.Purge(purge);
        return new PurgeResult(purged, request.DryRun);
    }

    private static QueueNarrowing? Narrow(string? from, bool isDryRun) =>
        from is null && !isDryRun ? null : new QueueNarrowing(from, isDryRun);

    private static async Task<QueueRepairReport> Repair(AgentId id, Guid? after, bool? dryRun, IClusterClient grains) =>
        await (await Care(id, grains)).Repair(after, dryRun ?? false);

    private static async Task<IQueueAdminGrain> Care(AgentId id, IClusterClient grains)
    {
        await grains.Agent(id).Get();
        return grains.QueueCare(id);
    }
}

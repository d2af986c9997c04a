using Sanctum.Access;
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
            .Needs("queues:read")
            .Produces<QueueSummary>()
            .Refuses(400, 404)
            .WithSummary("Read a queue's health and the reasons for it");
        queue.MapGet("/statistics", GetStatistics)
            .Needs("queues:read")
            .Produces<QueueStatistics>()
            .Refuses(400, 404)
            .WithSummary("Read a queue's statistics: groups, errors by class, attempts, rates and the trend of its backlog");
        queue.MapPost("/pause", Pause)
            .Needs("queues:write")
            .Audited(AuditActions.QueuePause, "queue/{id}")
            .Produces<QueueModeState>()
            .Refuses(400, 404)
            .WithSummary("Pause a queue: it still accepts items but offers none; running turns end");
        queue.MapPost("/drain", Drain)
            .Needs("queues:write")
            .Audited(AuditActions.QueueDrain, "queue/{id}")
            .Produces<QueueModeState>()
            .Refuses(400, 404)
            .WithSummary("Drain a queue: it accepts no items and processes those that it has");
        queue.MapPost("/resume", Resume)
            .Needs("queues:write")
            .Audited(AuditActions.QueueResume, "queue/{id}")
            .Produces<QueueModeState>()
            .Refuses(400, 404)
            .WithSummary("Resume a paused or draining queue");
        queue.MapPost("/replay", Replay)
            .Needs("queues:write")
            .Audited(AuditActions.QueueReplay, "queue/{id}", withBody: true, withAnswer: true)
            .Produces<ReplayResult>()
            .Refuses(400, 404)
            .WithSummary("Offer items in error again, all or some");
        queue.MapPost("/purge", Purge)
            .Needs("queues:write")
            .Audited(AuditActions.QueuePurge, "queue/{id}", withBody: true, withAnswer: true)
            .Produces<PurgeResult>()
            .Refuses(400, 404)
            .WithSummary("Purge items that wait, are in error or ended without a reply; their rows stay");
        queue.MapPost("/repair", Repair)
            .Needs("queues:write")
            .Audited(AuditActions.QueueRepair, "queue/{id}", withAnswer: true)
            .Produces<QueueRepairReport>()
            .Refuses(400, 404)
            .WithSummary("Find inconsistent items, and repair them or move them to error")
            .WithDescription(
                "With `dryRun=true`, nothing changes. A long queue is examined in parts: pass `next` as `after` to continue.");
    }

    private static async Task<QueueSummary> GetHealth(AgentId id, IClusterClient grains) =>
        QueueSummary.From(await (await AdminOf(id, grains)).GetHealth());

    private static async Task<QueueStatistics> GetStatistics(AgentId id, IClusterClient grains) =>
        await (await AdminOf(id, grains)).GetStatistics();

    private static async Task<QueueModeState> Pause(AgentId id, string? reason, HttpContext http, IClusterClient grains)
    {
        var why = ReasonText.Check(reason, NoReason);
        return await ChangeMode(id, admin => admin.Pause(why), http, grains);
    }

    private static async Task<QueueModeState> Drain(AgentId id, string? reason, HttpContext http, IClusterClient grains)
    {
        var why = ReasonText.Check(reason, NoReason);
        return await ChangeMode(id, admin => admin.Drain(why), http, grains);
    }

    private static Task<QueueModeState> Resume(AgentId id, HttpContext http, IClusterClient grains) =>
        ChangeMode(id, admin => admin.Resume(), http, grains);

    private static async Task<QueueModeState> ChangeMode(
        AgentId id, Func<IQueueAdminGrain, Task<QueueModeState>> change, HttpContext http, IClusterClient grains)
    {
        var admin = await AdminOf(id, grains);
        return await http.AuditChange(await grains.Queue(id).GetMode(), () => change(admin));
    }

    // A silo of an older build would ignore a field that it does not have, so narrowed calls have methods beside the others.
    private static async Task<ReplayResult> Replay(AgentId id, ReplayRequest? request, IClusterClient grains)
    {
        var wanted = request ?? new ReplayRequest();
        var selection = wanted.ToSelection();
        var admin = await AdminOf(id, grains);
        var replayed = Narrow(wanted.From, wanted.DryRun) is { } narrowing
            ? await admin.ReplaySome(selection, narrowing)
            : await admin.Replay(selection);
        return new ReplayResult(replayed, wanted.DryRun);
    }

    private static async Task<PurgeResult> Purge(AgentId id, PurgeRequest request, IClusterClient grains)
    {
        var purge = request.ToPurge();
        var admin = await AdminOf(id, grains);
        var purged = Narrow(request.From, request.DryRun) is { } narrowing
            ? await admin.PurgeSome(purge, narrowing)
            : await admin.Purge(purge);
        return new PurgeResult(purged, request.DryRun);
    }

    private static QueueNarrowing? Narrow(string? from, bool isDryRun) =>
        from is null && !isDryRun ? null : new QueueNarrowing(from, isDryRun);

    private static async Task<QueueRepairReport> Repair(AgentId id, Guid? after, bool? dryRun, IClusterClient grains) =>
        await (await AdminOf(id, grains)).Repair(after, dryRun ?? false);

    private static async Task<IQueueAdminGrain> AdminOf(AgentId id, IClusterClient grains)
    {
        await grains.Agent(id).Get();
        return grains.QueueAdmin(id);
    }
}

using System.Text.Json;
using Sanctum.Access;
using Sanctum.Agents;
using Sanctum.Calls;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Problems;

namespace Sanctum.Memory;

/// <summary>The log of memory's changes and the replica that is made of it.</summary>
internal sealed class MemoryLogEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var memory = routes.MapGroup("/v1/admin/memory").WithTags("Memory");
        memory.MapGet("", Replica)
            .Needs("memory:read")
            .Produces<ReplicaList>()
            .Refuses(400, 404)
            .WithSummary("Read the memory replica and its lag")
            .WithDescription(
                "Ordered by agent and entry; with `agent`, that agent's entries and lag. Pass `next` as `after` for the next " +
                "page.");
        memory.MapGet("/wal", Changes)
            .Needs("memory:read")
            .Produces<MemoryChangeList>()
            .Refuses(400, 404)
            .WithSummary("Read the log of an agent's memory, in order")
            .WithDescription(
                "Changes are removed some time after the replica has them. Pass `next` as `after` for the next page.");
    }

    private static async Task<ReplicaList> Replica(AgentId? agent, string? after, int? limit, IClusterClient grains)
    {
        var size = PageLimit.Check(limit);
        if (agent is { } owner)
            await grains.Agent(owner).Get();
        var lag = await grains.Memories().GetLag(agent?.Value);
        var page = await grains.Memories().ListReplica(agent?.Value, after, size);
        return new ReplicaList(lag, [.. page.Items.Select(ReplicaResource.From)], page.Next);
    }

    private static async Task<MemoryChangeList> Changes(AgentId? agent, long? after, int? limit, IClusterClient grains)
    {
        var size = PageLimit.Check(limit);
        var owner = agent ?? throw new InvalidRequestException("agent", "is required.");
        await grains.Agent(owner).Get();
        var page = await grains.Memories().ListChanges(owner.Value, after ?? 0, size);
        return new MemoryChangeList([.. page.Items.Select(MemoryChangeResource.From)], page.Next);
    }
}

/// <summary>A page of the replica, and how far it is behind.</summary>
/// <param name="Lag">Of one agent's memory if that was asked for, else of all.</param>
/// <param name="Items">By agent and entry.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
internal sealed record ReplicaList(MemoryLag Lag, ReplicaResource[] Items, string? Next);

/// <summary>An entry of the replica.</summary>
/// <param name="Agent">Whose memory.</param>
/// <param name="Entry">What of it, as kind/name.</param>
/// <param name="Seq">The change that made it what it is.</param>
/// <param name="Type">The event's name.</param>
/// <param name="SchemaVersion">Version of its schema.</param>
/// <param name="OccurredAt">When it changed, UTC.</param>
/// <param name="ReplicatedAt">When the replica had it, UTC.</param>
/// <param name="Payload">What it holds.</param>
internal sealed record ReplicaResource(
    string Agent, string Entry, long Seq, string Type, int SchemaVersion, DateTimeOffset OccurredAt, DateTimeOffset ReplicatedAt,
    JsonElement Payload)
{
    public static ReplicaResource From(ReplicaEntry entry) => new(
        entry.Agent, entry.Entry, entry.Seq, entry.Type, entry.SchemaVersion, entry.OccurredAt, entry.ReplicatedAt,
        JsonElement.Parse(entry.Payload));
}

/// <summary>A page of the log of a memory.</summary>
/// <param name="Items">In order.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
internal sealed record MemoryChangeList(MemoryChangeResource[] Items, long? Next);

/// <summary>A change in the log of a memory.</summary>
/// <param name="Seq">Its number.</param>
/// <param name="Id">The event's id.</param>
/// <param name="Type">The event's name.</param>
/// <param name="SchemaVersion">Version of its schema.</param>
/// <param name="OccurredAt">When it happened, UTC.</param>
/// <param name="PublishedAt">When it was first sent, UTC.</param>
/// <param name="ReplicatedAt">When the replica had it, or gave it up, UTC.</param>
/// <param name="Attempts">How often it was sent, or could not be.</param>
/// <param name="LastError">Why it could not be sent.</param>
/// <param name="Payload">What happened.</param>
internal sealed record MemoryChangeResource(
    long Seq, Guid Id, string Type, int SchemaVersion, DateTimeOffset OccurredAt, DateTimeOffset? PublishedAt,
    DateTimeOffset? ReplicatedAt, int Attempts,
    string? LastError, JsonElement Payload)
{
    public static MemoryChangeResource From(MemoryChange change) => new(
        change.Seq, change.Id, change.Type, change.SchemaVersion, change.OccurredAt, change.PublishedAt, change.ReplicatedAt,
        change.Attempts, change.LastError, JsonElement.Parse(change.Payload));
}

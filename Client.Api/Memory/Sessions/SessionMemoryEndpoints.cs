using Microsoft.AspNetCore.Mvc;
using Sanctum.Access;
using Sanctum.Audit;
using Sanctum.Calls;
using Sanctum.Conversations;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Problems;

namespace Sanctum.Memory;

/// <summary>Session memory: JSON values under keys, shared by those who work in a session.</summary>
internal sealed class SessionMemoryEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var memory = routes.MapGroup("/api/memory").WithTags("Session memory");
        MapKeys(memory);
        MapSessions(memory);
    }

    private static void MapKeys(RouteGroupBuilder memory)
    {
        memory.MapPost("/save", Save)
            .Needs("memory:write")
            .Audited(AuditActions.MemoryWrite)
            .Produces<SessionValueResource>()
            .Refuses(400, 409, 413, 415)
            .WithSummary("Save a value under a key of a session")
            .WithDescription(
                "Replaces the value that is there; any JSON. With `ttl_seconds` the key is gone after that time. Safe to " +
                "repeat.");
        memory.MapPost("/load", Load)
            .Needs("memory:read")
            .Produces<SessionValueResource>()
            .Refuses(400, 404, 413, 415)
            .WithSummary("Load the value of a key of a session")
            .WithDescription("404 if there is no such key, or it has expired.");
        memory.MapPost("/delete", Delete)
            .Needs("memory:delete")
            .Audited(AuditActions.MemoryDelete)
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(400, 404, 409, 413, 415)
            .WithSummary("Delete a key of a session");
        memory.MapGet("/all", List)
            .Needs("memory:read")
            .Produces<SessionValueList>()
            .Refuses(400, 404)
            .WithSummary("Read all keys of a session with their values")
            .WithDescription("By key. Pass `next` as `after` for the next page.");
    }

    private static void MapSessions(RouteGroupBuilder memory)
    {
        memory.MapGet("/sessions", ListSessions)
            .Needs("memory:read")
            .Produces<MemorySessionList>()
            .Refuses(400)
            .WithSummary("List sessions that have memory")
            .WithDescription("By id. Pass `next` as `after` for the next page.");
        memory.MapDelete("/{session}", Clear)
            .Needs("memory:delete")
            .Audited(AuditActions.MemoryDelete, "session/{session}/memory")
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(400, 404, 409)
            .WithSummary("Delete all memory of a session");
    }

    private static async Task<SessionValueResource> Save(SaveBody body, HttpContext http, IClusterClient grains)
    {
        var session = SessionField.Check(body.SessionId);
        var key = body.CheckedKey;
        http.AuditAs(AuditName(session, key));
        var saved = await grains.SessionMemory(session.GrainKey).Save(
            key, body.CheckedValue, body.TimeToLive, SessionField.ActorOf(http));
        http.AuditChange(AuditedChange.Between(before: null, new { saved.Version, saved.ExpiresAt }));
        return SessionValueResource.From(session, saved);
    }

    private static async Task<SessionValueResource> Load(KeyBody body, IClusterClient grains)
    {
        var session = SessionField.Check(body.SessionId);
        return await grains.SessionMemory(session.GrainKey).Load(body.CheckedKey) is { } value
            ? SessionValueResource.From(session, value)
            : throw new NotFoundException("key", body.CheckedKey);
    }

    private static async Task<IResult> Delete(KeyBody body, HttpContext http, IClusterClient grains)
    {
        var session = SessionField.Check(body.SessionId);
        http.AuditAs(AuditName(session, body.CheckedKey));
        var deleted = await grains.SessionMemory(session.GrainKey).Delete(body.CheckedKey);
        http.AuditChange(AuditedChange.Between(SessionValueResource.From(session, deleted), after: null));
        return Results.NoContent();
    }

    private static async Task<SessionValueList> List(
        [FromQuery(Name = SessionField.Name)] string? sessionId, string? after, int? limit, IClusterClient grains)
    {
        var size = PageLimit.Check(limit);
        var session = SessionField.Check(sessionId);
        var page = await grains.SessionMemory(session.GrainKey).List(after, size);
        return new SessionValueList(
            session.Value, [.. page.Items.Select(value => SessionValueResource.From(session, value))], page.Next);
    }

    private static async Task<MemorySessionList> ListSessions(string? after, int? limit, IClusterClient grains)
    {
        var page = await grains.SessionMemories().List(after, PageLimit.Check(limit));
        return new MemorySessionList([.. page.Items.Select(MemorySessionResource.From)], page.Next);
    }

    private static async Task<IResult> Clear(SessionId session, HttpContext http, IClusterClient grains)
    {
        var deleted = await grains.SessionMemory(session.GrainKey).Clear();
        http.AuditChange(AuditedChange.Between(MemorySessionResource.From(deleted), after: null));
        return Results.NoContent();
    }

    private static string AuditName(SessionId session, string key) => $"session/{session}/memory/{key}";
}

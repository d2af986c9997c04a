using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Sanctum.Access;
using Sanctum.Audit;
using Sanctum.Calls;
using Sanctum.Conversations;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Problems;
using Sanctum.Requests;

namespace Sanctum.Memory;

/// <summary>Backups of session memory.</summary>
internal sealed class SessionBackupEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var memory = routes.MapGroup("/api/memory").WithTags("Session memory");
        memory.MapPost("/backup", Backup)
            .Needs("memory:write")
            .Audited(AuditActions.MemoryWrite)
            .Produces<SessionBackupResource>(StatusCodes.Status201Created)
            .Refuses(400, 404, 409, 413, 415)
            .WithSummary("Back up the memory of a session")
            .WithDescription("All keys at one moment. It stays when the memory of the session is deleted.");
        memory.MapPost("/restore", Restore)
            .Needs("memory:write")
            .Audited(AuditActions.MemoryWrite)
            .Produces<MemorySessionResource>()
            .Refuses(400, 403, 404, 409, 413, 415)
            .WithSummary("Make the memory of a session what a backup holds")
            .WithDescription(
                "Keys, values, versions and times of expiry are those of the backup, and other keys are gone; all or nothing. " +
                "Needs `memory:delete` too. Safe to repeat.");
        memory.MapGet("/backups", List)
            .Needs("memory:read")
            .Produces<SessionBackupList>()
            .Refuses(400)
            .WithSummary("List backups of session memory, newest first")
            .WithDescription("Of one session with `session_id`. Pass `next` as `after` for the next page.");
        memory.MapDelete("/backups/{backup:guid}", Delete)
            .Needs("memory:delete")
            .Audited(AuditActions.MemoryDelete, "memory-backup/{backup}")
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(404)
            .WithSummary("Delete a backup of session memory");
    }

    private static async Task<IResult> Backup(BackupBody body, HttpContext http, IClusterClient grains)
    {
        var session = SessionField.Check(body.SessionId);
        http.AuditAs($"session/{session}/memory");
        var made = await grains.SessionMemory(session.GrainKey).Backup(Guid.CreateVersion7(), SessionField.ActorOf(http));
        http.AuditChange(AuditedChange.Between(before: null, new { Backup = made.Id, made.Version, made.Keys }));
        return Results.Created($"/api/memory/backups?session_id={session}", SessionBackupResource.From(made));
    }

    private static async Task<MemorySessionResource> Restore(RestoreBody body, HttpContext http, IClusterClient grains)
    {
        CallerRights.RequireAlso("memory:delete");
        var id = body.BackupId ?? throw new InvalidRequestException("backup_id", "is required.");
        var backup = await grains.SessionMemories().FindBackup(id) ?? throw Missing(id);
        var session = new SessionId(backup.Session);
        http.AuditAs($"session/{session}/memory");
        var restored = await grains.SessionMemory(session.GrainKey).Restore(id);
        http.AuditChange(AuditedChange.Between(before: null, new { Backup = id, restored.Version, restored.Keys }));
        return MemorySessionResource.From(restored);
    }

    private static async Task<SessionBackupList> List(
        [FromQuery(Name = SessionField.Name)] string? sessionId, Guid? after, int? limit, IClusterClient grains)
    {
        var session = sessionId is null ? (SessionId?)null : SessionField.Check(sessionId);
        var page = await grains.SessionMemories().ListBackups(session?.Value, after, PageLimit.Check(limit));
        return new SessionBackupList([.. page.Items.Select(SessionBackupResource.From)], page.Next);
    }

    private static async Task<IResult> Delete(Guid backup, HttpContext http, IClusterClient grains)
    {
        var deleted = await grains.SessionMemories().DeleteBackup(backup) ?? throw Missing(backup);
        http.AuditChange(AuditedChange.Between(SessionBackupResource.From(deleted), after: null));
        return Results.NoContent();
    }

    private static NotFoundException Missing(Guid id) => new("backup", id.ToString());
}

/// <summary>What is backed up.</summary>
/// <param name="SessionId">The session.</param>
internal sealed record BackupBody([property: JsonPropertyName(SessionField.Name), Required] string? SessionId = null);

/// <summary>What is restored.</summary>
/// <param name="BackupId">The backup.</param>
internal sealed record RestoreBody([property: JsonPropertyName("backup_id"), Required] Guid? BackupId = null);

/// <summary>A backup of a session's memory.</summary>
/// <param name="BackupId">Its id.</param>
/// <param name="SessionId">The session.</param>
/// <param name="Version">The version that the session had.</param>
/// <param name="Keys">Keys that it holds.</param>
/// <param name="Bytes">Of their names and values, as UTF-8.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="CreatedAt">UTC.</param>
internal sealed record SessionBackupResource(
    [property: JsonPropertyName("backup_id")] Guid BackupId,
    [property: JsonPropertyName(SessionField.Name)] string SessionId,
    [property: JsonPropertyName("version")] long Version,
    [property: JsonPropertyName("keys")] int Keys,
    [property: JsonPropertyName("bytes")] long Bytes,
    [property: JsonPropertyName("created_by")] string CreatedBy,
    [property: JsonPropertyName("created_at")] DateTimeOffset CreatedAt)
{
    public static SessionBackupResource From(SessionBackup backup) => new(
        backup.Id, backup.Session, backup.Version, backup.Keys, backup.Bytes, backup.CreatedBy, backup.CreatedAt);
}

/// <summary>A page of backups.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
internal sealed record SessionBackupList(SessionBackupResource[] Items, Guid? Next);

using System.Collections.Immutable;

namespace Sanctum.Memory;

/// <summary>A backup of a session's memory at one moment.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Session">The session.</param>
/// <param name="Version">The version that the session had.</param>
/// <param name="Keys">Keys that it holds.</param>
/// <param name="Bytes">Of their names and values, as UTF-8.</param>
/// <param name="CreatedBy">Who made it, such as <c>user/ada</c>.</param>
/// <param name="CreatedAt">UTC.</param>
[GenerateSerializer, Immutable, Alias("sanctum.session-backup")]
public sealed record SessionBackup(
    [property: Id(0)] Guid Id,
    [property: Id(1)] string Session,
    [property: Id(2)] long Version,
    [property: Id(3)] int Keys,
    [property: Id(4)] long Bytes,
    [property: Id(5)] string CreatedBy,
    [property: Id(6)] DateTimeOffset CreatedAt);

/// <summary>A page of backups.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
[GenerateSerializer, Immutable, Alias("sanctum.session-backup-page")]
public sealed record SessionBackupPage([property: Id(0)] ImmutableArray<SessionBackup> Items, [property: Id(1)] Guid? Next);

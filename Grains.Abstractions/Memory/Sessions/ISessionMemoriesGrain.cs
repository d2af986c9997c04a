using Orleans.Concurrency;
using Sanctum.Errors;

namespace Sanctum.Memory;

/// <summary>The sessions of a tenant that have memory, keyed <c>{tenant}/session-memories</c>.</summary>
[Alias("sanctum.ISessionMemoriesGrain")]
public interface ISessionMemoriesGrain : IGrainWithStringKey
{
    /// <summary>A page of sessions, by id.</summary>
    /// <param name="after">The <see cref="MemorySessionPage.Next"/> of the page before, or null.</param>
    /// <param name="limit">1 to 200.</param>
    /// <exception cref="InvalidRequestException">The limit is out of range.</exception>
    [ReadOnly, Alias("List")]
    Task<MemorySessionPage> List(string? after, int limit);

    /// <summary>The session of a transaction; null if there is no such transaction, or it has expired.</summary>
    [ReadOnly, Alias("FindTransaction")]
    Task<string?> FindTransaction(Guid id);

    /// <summary>A backup of any session; null if there is none.</summary>
    [ReadOnly, Alias("FindBackup")]
    Task<SessionBackup?> FindBackup(Guid id);

    /// <summary>A page of backups, newest first.</summary>
    /// <param name="session">Of which session; null for all.</param>
    /// <param name="after">The <see cref="SessionBackupPage.Next"/> of the page before, or null.</param>
    /// <param name="limit">1 to 200.</param>
    /// <exception cref="InvalidRequestException">The limit is out of range.</exception>
    [ReadOnly, Alias("ListBackups")]
    Task<SessionBackupPage> ListBackups(string? session, Guid? after, int limit);

    /// <summary>Deletes a backup, and answers what it was; null if there is none.</summary>
    [Alias("DeleteBackup")]
    Task<SessionBackup?> DeleteBackup(Guid id);
}

using Orleans.Concurrency;
using Sanctum.Calls;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Memory;

/// <summary>Reads the rows; it keeps nothing itself.</summary>
[StatelessWorker, GrainType("sessionmemories")]
internal sealed class SessionMemoriesGrain(
    SessionMemoryStore store, SessionTransactionStore transactions, SessionBackupStore backups, TimeProvider clock)
    : Grain, ISessionMemoriesGrain
{
    public async Task<MemorySessionPage> List(string? after, int limit)
    {
        PageLimit.Check(limit);
        NullCharacter.Refuse("after", after);
        var sessions = await store.List(this.Key().Tenant, after, clock.GetUtcNow(), limit + 1, CancellationToken.None);
        return sessions.Length > limit
            ? new MemorySessionPage(sessions[..limit], sessions[limit - 1].Session)
            : new MemorySessionPage(sessions, null);
    }

    public Task<string?> FindTransaction(Guid id) =>
        transactions.FindSession(this.Key().Tenant, id, clock.GetUtcNow(), CancellationToken.None);

    public Task<SessionBackup?> FindBackup(Guid id) => backups.Find(this.Key().Tenant, id, CancellationToken.None);

    public async Task<SessionBackupPage> ListBackups(string? session, Guid? after, int limit)
    {
        PageLimit.Check(limit);
        var found = await backups.List(this.Key().Tenant, session, after, limit + 1, CancellationToken.None);
        return found.Length > limit
            ? new SessionBackupPage(found[..limit], found[limit - 1].Id)
            : new SessionBackupPage(found, null);
    }

    public Task<SessionBackup?> DeleteBackup(Guid id) => backups.Delete(this.Key().Tenant, id, CancellationToken.None);
}

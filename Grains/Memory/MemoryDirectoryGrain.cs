using Orleans.Concurrency;
using Sanctum.Calls;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Memory;

/// <summary>Reads the rows; it keeps nothing itself.</summary>
[StatelessWorker, GrainType("memorydirectory")]
internal sealed class MemoryDirectoryGrain(MemoryListing listing, MemoryWalStore log) : Grain, IMemoryDirectoryGrain
{
    public Task<MemoryLag> GetLag(string? agent) => log.Measure(Tenant, agent, CancellationToken.None);

    public async Task<ReplicaPage> ListReplica(string? agent, string? after, int limit)
    {
        PageLimit.Check(limit);
        var (afterAgent, afterEntry) = Cursor(after);
        var entries = await listing.Replica(Tenant, agent, afterAgent, afterEntry, limit + 1, CancellationToken.None);
        return entries.Length > limit
            ? new ReplicaPage(entries[..limit], $"{entries[limit - 1].Agent}/{entries[limit - 1].Entry}")
            : new ReplicaPage(entries, null);
    }

    public async Task<MemoryChangePage> ListChanges(string agent, long after, int limit)
    {
        PageLimit.Check(limit);
        var changes = await listing.Changes(new GrainKey(Tenant, agent), after, limit + 1, CancellationToken.None);
        return changes.Length > limit
            ? new MemoryChangePage(changes[..limit], changes[limit - 1].Seq)
            : new MemoryChangePage(changes, null);
    }

    private string Tenant => this.Key().Tenant;

    // An agent's id has no slash.
    private static (string Agent, string Entry) Cursor(string? after)
    {
        if (after is null)
            return ("", "");
        return after.Split('/', 2) is [var agent, var entry] && !NullCharacter.IsIn(after)
            ? (agent, entry)
            : throw new InvalidRequestException("after", "is not the `next` of a page of the replica.");
    }
}

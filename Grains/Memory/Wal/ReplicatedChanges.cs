using Microsoft.Extensions.Options;
using Sanctum.Hosting;
using Sanctum.Storage;

namespace Sanctum.Memory;

/// <summary>Changes of memory that the replica has had for long.</summary>
internal sealed class ReplicatedChanges(MemoryWalStore wal, IOptionsMonitor<RetentionOptions> options) : IExpiringRows
{
    public string Name => "memory changes";

    public Task<int> RemoveExpired(int limit, CancellationToken cancellationToken) =>
        wal.RemoveReplicated(options.CurrentValue.MemoryWal, limit, cancellationToken);
}

using Sanctum.Hosting;

namespace Sanctum.Portability;

/// <summary>Exports that ended long ago, with their files: those hold all that their agents remember.</summary>
internal sealed class OldExports(ExportStore store) : IExpiringRows
{
    private static readonly TimeSpan Age = TimeSpan.FromDays(7);

    public string Name => "agent exports";

    public Task<int> RemoveExpired(int limit, CancellationToken cancellationToken) =>
        store.RemoveEnded(Age, limit, cancellationToken);
}

using System.Collections.Immutable;
using Sanctum.Identity;

namespace Sanctum.Memory;

/// <summary>Where the versions of blocks are read from: those of agents, or those of shared blocks.</summary>
internal interface IBlockVersions
{
    /// <summary>Versions of a block below <paramref name="below"/>, newest first, without their texts.</summary>
    Task<ImmutableArray<BlockVersion>> List(GrainKey memory, string label, int below, int limit, CancellationToken ct);

    /// <summary>A version with its texts, or null.</summary>
    Task<KeptChange?> Find(GrainKey memory, string label, int version, CancellationToken ct);

    /// <summary>The last version of each of these labels that ever had one.</summary>
    Task<IReadOnlyDictionary<string, int>> LastOf(GrainKey memory, IEnumerable<string> labels, CancellationToken ct);
}

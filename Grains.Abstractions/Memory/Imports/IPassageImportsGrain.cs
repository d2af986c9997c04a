using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Calls;
using Sanctum.Errors;

namespace Sanctum.Memory;

/// <summary>The imports of files into an agent's archival memory, keyed like the agent.</summary>
[Alias("sanctum.IPassageImportsGrain")]
public interface IPassageImportsGrain : IGrainWithStringKey
{
    /// <summary>
    /// Keeps a file, whose entries are then inserted in the background. The same id again answers the import that is known.
    /// </summary>
    /// <param name="import">The file.</param>
    /// <param name="actor">The agent's id, or an operator.</param>
    /// <exception cref="InvalidRequestException">The file exceeds a limit, or is not of its format.</exception>
    /// <exception cref="ConflictException">The id was used for another file.</exception>
    /// <exception cref="LimitExceededException">The agent has as many open imports as it may have.</exception>
    [Idempotent, Alias("Start")]
    Task<PassageImport> Start(NewImport import, string actor);

    /// <summary>An import; null if there is none.</summary>
    [AlwaysInterleave, ReadOnly, Alias("Find")]
    Task<PassageImport?> Find(Guid id);

    /// <summary>All that are open, and the newest that have ended; newest first, without their refusals.</summary>
    [AlwaysInterleave, ReadOnly, Alias("List")]
    Task<ImmutableArray<PassageImport>> List();

    /// <summary>Stops an import; what it has inserted stays. One that has ended stays as it is.</summary>
    /// <exception cref="NotFoundException">There is no such import.</exception>
    [Idempotent, Alias("Cancel")]
    Task<PassageImport> Cancel(Guid id);

    /// <summary>Continues the imports that are open. Safe to repeat.</summary>
    [AlwaysInterleave, OneWay, Idempotent, Alias("Run")]
    Task Run();
}

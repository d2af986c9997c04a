using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Calls;
using Sanctum.Errors;

namespace Sanctum.Portability;

/// <summary>The exports of an agent into files, keyed like the agent.</summary>
[Alias("sanctum.IAgentExportsGrain")]
public interface IAgentExportsGrain : IGrainWithStringKey
{
    /// <summary>
    /// Creates an export without transcripts; its file is made in the background. The same id again answers the same export.
    /// </summary>
    /// <param name="id">Idempotency key.</param>
    /// <param name="actor">Who asks for it.</param>
    /// <exception cref="LimitExceededException">The agent has the maximum number of open exports.</exception>
    [Idempotent, Alias("Start")]
    Task<AgentExport> Start(Guid id, string actor);

    /// <summary>The same, with the transcripts of the agent's sessions if they are wanted.</summary>
    /// <param name="id">Idempotency key.</param>
    /// <param name="actor">Who asks for it.</param>
    /// <param name="hasTranscripts">Whether the file has transcripts.</param>
    /// <exception cref="LimitExceededException">The agent has the maximum number of open exports.</exception>
    [Idempotent, Alias("StartWith")]
    Task<AgentExport> StartWith(Guid id, string actor, bool hasTranscripts);

    /// <summary>An export; null if there is none.</summary>
    [AlwaysInterleave, ReadOnly, Alias("Find")]
    Task<AgentExport?> Find(Guid id);

    /// <summary>All exports, newest first.</summary>
    [AlwaysInterleave, ReadOnly, Alias("List")]
    Task<ImmutableArray<AgentExport>> List();

    /// <summary>The file of an export.</summary>
    /// <exception cref="NotFoundException">There is no such export.</exception>
    /// <exception cref="ConflictException">It has no file: it is open, or failed.</exception>
    [AlwaysInterleave, ReadOnly, Alias("Read")]
    Task<ImmutableArray<byte>> Read(Guid id);

    /// <summary>Continues the exports that are open. Safe to repeat.</summary>
    [AlwaysInterleave, OneWay, Idempotent, Alias("Run")]
    Task Run();
}

using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Calls;
using Sanctum.Errors;

namespace Sanctum.Memory;

/// <summary>An agent's archival memory, keyed like the agent: passages of text, found by words and by meaning.</summary>
[Alias("sanctum.IPassagesGrain")]
public interface IPassagesGrain : IGrainWithStringKey
{
    /// <summary>
    /// Inserts passages, all or none. One whose id is known already is not inserted again; the answer has it as it is now.
    /// </summary>
    /// <param name="passages">1 to 100.</param>
    /// <param name="actor">The agent's id, or an operator.</param>
    /// <exception cref="InvalidRequestException">A passage exceeds a limit, or the agent has as many as it may have.</exception>
    /// <exception cref="ConflictException">A known id has another text.</exception>
    /// <exception cref="PolicyDeniedException">A policy denies it.</exception>
    [Idempotent, Alias("Insert")]
    Task<ImmutableArray<Passage>> Insert(ImmutableArray<NewPassage> passages, string actor);

    /// <summary>A passage; null if there is none.</summary>
    [AlwaysInterleave, ReadOnly, Alias("Find")]
    Task<Passage?> Find(Guid id);

    /// <summary>A page of passages, newest first.</summary>
    /// <param name="after">The <see cref="PassagePage.Next"/> of the page before, or null.</param>
    /// <param name="limit">1 to 200.</param>
    /// <exception cref="InvalidRequestException">The limit or the cursor is not valid.</exception>
    [AlwaysInterleave, ReadOnly, Alias("List")]
    Task<PassagePage> List(string? after, int limit);

    /// <summary>Changes a passage. A change that leaves it as it is writes nothing.</summary>
    /// <param name="id">The passage.</param>
    /// <param name="change">What changes.</param>
    /// <param name="actor">The agent's id, or an operator.</param>
    /// <exception cref="NotFoundException">There is no such passage.</exception>
    /// <exception cref="ConflictException">It has another version than <see cref="PassageChange.Version"/>.</exception>
    [Idempotent, Alias("Change")]
    Task<Passage> Change(Guid id, PassageChange change, string actor);

    /// <summary>Deletes a passage.</summary>
    /// <param name="id">The passage.</param>
    /// <param name="version">The version that it must have; null for any.</param>
    /// <param name="actor">The agent's id, or an operator.</param>
    /// <exception cref="NotFoundException">There is no such passage.</exception>
    /// <exception cref="ConflictException">It has another version.</exception>
    [Alias("Delete")]
    Task Delete(Guid id, int? version, string actor);

    /// <summary>
    /// The passages that match best, by words and by meaning. Without a usable embedding model, by words alone.
    /// </summary>
    /// <exception cref="InvalidRequestException">The query exceeds a limit.</exception>
    [AlwaysInterleave, ReadOnly, Alias("Search")]
    Task<PassageHits> Search(PassageQuery query);

    /// <summary>Computes the embeddings that are due. Safe to repeat.</summary>
    [AlwaysInterleave, OneWay, Idempotent, Alias("Embed")]
    Task Embed();
}

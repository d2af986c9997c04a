using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Calls;
using Sanctum.Errors;

namespace Sanctum.Memory;

/// <summary>
/// The memory of a session, keyed like the session: JSON values under keys, for all who work in it. A session has memory from
/// the first key that is saved until its memory is deleted.
/// </summary>
[Alias("sanctum.ISessionMemoryGrain")]
public interface ISessionMemoryGrain : IGrainWithStringKey
{
    /// <summary>Saves a value under a key, instead of the one that is there. The same value again writes nothing.</summary>
    /// <param name="key">1 to 256 characters.</param>
    /// <param name="value">JSON.</param>
    /// <param name="timeToLive">How long it is there; null for good.</param>
    /// <param name="actor">Who saves it, such as <c>user/ada</c>.</param>
    /// <exception cref="InvalidRequestException">A limit is exceeded.</exception>
    [Idempotent, Alias("Save")]
    Task<SessionValue> Save(string key, string value, TimeSpan? timeToLive, string actor);

    /// <summary>The value of a key; null if there is none, or it has expired.</summary>
    [ReadOnly, Alias("Load")]
    Task<SessionValue?> Load(string key);

    /// <summary>A page of the keys with their values, by key.</summary>
    /// <param name="after">The <see cref="SessionValuePage.Next"/> of the page before, or null.</param>
    /// <param name="limit">1 to 200.</param>
    /// <exception cref="NotFoundException">The session has no memory.</exception>
    [ReadOnly, Alias("List")]
    Task<SessionValuePage> List(string? after, int limit);

    /// <summary>Deletes a key, and answers what it was.</summary>
    /// <exception cref="NotFoundException">There is no such key.</exception>
    [Alias("Delete")]
    Task<SessionValue> Delete(string key);

    /// <summary>Deletes the session's memory, and answers what it was.</summary>
    /// <exception cref="NotFoundException">The session has no memory.</exception>
    [Alias("Clear")]
    Task<MemorySession> Clear();

    /// <summary>
    /// Does something to several keys, all or none. The same id again does nothing, and answers the same.
    /// </summary>
    /// <param name="id">Idempotency key.</param>
    /// <param name="operations">1 to 100, each of another key.</param>
    /// <param name="actor">Who does it, such as <c>user/ada</c>.</param>
    /// <exception cref="InvalidRequestException">A limit is exceeded.</exception>
    /// <exception cref="SessionConflictException">A key has another version than is demanded.</exception>
    /// <exception cref="ConflictException">The id was used for other operations.</exception>
    [Idempotent, Alias("Run")]
    Task<SessionTransaction> Run(Guid id, ImmutableArray<SessionOperation> operations, string actor);

    /// <summary>Opens a transaction; one that is there stays as it is.</summary>
    /// <exception cref="ConflictException">The session has as many open ones as it may have.</exception>
    [Idempotent, Alias("Begin")]
    Task<SessionTransaction> Begin(Guid id);

    /// <summary>What has become of a transaction.</summary>
    /// <exception cref="NotFoundException">There is none, or it has expired.</exception>
    [ReadOnly, Alias("Find")]
    Task<SessionTransaction> Find(Guid id);

    /// <summary>
    /// Loads a key in a transaction, which remembers its version; null if there is no such key. What the transaction itself
    /// saved has version 0.
    /// </summary>
    /// <exception cref="NotFoundException">There is no such transaction.</exception>
    [Idempotent, Alias("LoadIn")]
    Task<SessionValue?> LoadIn(Guid id, string key);

    /// <summary>Has a transaction do something to a key at its commit, instead of what it did to that key before.</summary>
    /// <exception cref="NotFoundException">There is no such transaction.</exception>
    /// <exception cref="InvalidRequestException">A limit is exceeded.</exception>
    [Idempotent, Alias("Add")]
    Task<SessionTransaction> Add(Guid id, SessionOperation operation);

    /// <summary>Commits a transaction: all that it does, or nothing. A repeat answers the same.</summary>
    /// <exception cref="NotFoundException">There is no such transaction.</exception>
    /// <exception cref="SessionConflictException">A key has changed since it was loaded; the transaction is rolled back.
    /// </exception>
    [Idempotent, Alias("Commit")]
    Task<SessionTransaction> Commit(Guid id, string actor);

    /// <summary>Drops an open transaction.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    [Alias("Rollback")]
    Task Rollback(Guid id);

    /// <summary>Backs the memory up: all keys at one moment. The same id again makes no other.</summary>
    /// <param name="id">The backup's id.</param>
    /// <param name="actor">Who makes it, such as <c>user/ada</c>.</param>
    /// <exception cref="NotFoundException">The session has no memory.</exception>
    /// <exception cref="ConflictException">The session has as many backups as it may have.</exception>
    [Idempotent, Alias("Backup")]
    Task<SessionBackup> Backup(Guid id, string actor);

    /// <summary>
    /// Makes the memory what a backup of it holds: keys, values, versions and times of expiry; other keys are gone.
    /// </summary>
    /// <exception cref="NotFoundException">The session has no such backup.</exception>
    [Idempotent, Alias("Restore")]
    Task<MemorySession> Restore(Guid backup);
}

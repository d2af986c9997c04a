using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Sanctum.Calls;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Memory;

/// <summary>The memory of a session.</summary>
/// <remarks>
/// The rows hold everything; the activation holds them too, from the first call until it is idle for ten minutes. A write names
/// the version of the session that it replaces: where another activation wrote meanwhile, the rows are read again. Options:
/// <see cref="SessionMemoryOptions"/>. Meters: <see cref="SessionMemoryMeter"/>.
/// </remarks>
[CollectionAgeLimit(Minutes = 10), GrainType("sessionmemory")]
internal sealed class SessionMemoryGrain(
    SessionMemoryStore store, SessionTransactions transactions, SessionBackupStore backups, SessionMemoryMeter meter,
    IOptions<SessionMemoryOptions> options, TimeProvider clock, ILogger<SessionMemoryGrain> logger) : Grain, ISessionMemoryGrain
{
    private const int MaxTries = 3;

    private GrainKey _key;
    // Null where it is not known what the rows hold.
    private SessionContent? _content;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = this.Key();
        return Task.CompletedTask;
    }

    public async Task<SessionValue> Save(string key, string value, TimeSpan? timeToLive, string actor)
    {
        SessionMemoryRules.CheckKey("key", key);
        SessionTimeToLive.Check("ttl_seconds", timeToLive);
        var compact = SessionMemoryRules.Compact("value", value, options.Value.MaxValueBytes);
        return await Write(
            (content, now) => content.Find(key, now) is { ExpiresAt: null } same && timeToLive is null && same.Value == compact
                ? null
                : content.Plan([new SessionWrite(SessionWriteKind.Save, key, compact, timeToLive)], actor, now),
            "value",
            (before, change) => change?.Saved[0] ?? before.Values[key]);
    }

    public async Task<SessionValue?> Load(string key)
    {
        SessionMemoryRules.CheckKey("key", key);
        return (await Content()).Find(key, clock.GetUtcNow());
    }

    public async Task<SessionValuePage> List(string? after, int limit)
    {
        PageLimit.Check(limit);
        var content = await Content();
        RequireMemory(content);
        ImmutableArray<SessionValue> found =
        [
            .. content.Live(clock.GetUtcNow())
                .SkipWhile(value => after is not null && string.CompareOrdinal(value.Key, after) <= 0).Take(limit + 1),
        ];
        return found.Length > limit
            ? new SessionValuePage(found[..limit], found[limit - 1].Key)
            : new SessionValuePage(found, null);
    }

    public async Task<SessionValue> Delete(string key)
    {
        SessionMemoryRules.CheckKey("key", key);
        return await Write(
            (content, now) => content.Find(key, now) is not null
                ? content.Plan([new SessionWrite(SessionWriteKind.Delete, key)], "", now)
                : throw new NotFoundException("key", key),
            "key",
            (before, _) => before.Values[key]);
    }

    public async Task<MemorySession> Clear()
    {
        for (var tries = 1; ; tries++)
        {
            var content = await Content();
            var version = RequireMemory(content);
            if (await Written(() => store.Clear(_key, version, CancellationToken.None), tries))
            {
                _content = SessionContent.None;
                meter.Cleared();
                return content.Describe(_key.Name, clock.GetUtcNow());
            }
        }
    }

    public async Task<SessionTransaction> Run(Guid id, ImmutableArray<SessionOperation> operations, string actor)
    {
        var steps = SessionStep.Of(operations, options.Value);
        var content = SessionStep.Fingerprint(steps);
        return await transactions.FindRepeated(_key, id, content)
            ?? await Commit(steps, transactions.CommitOf(id, content, steps.Length), actor);
    }

    public Task<SessionTransaction> Begin(Guid id) => transactions.Begin(_key, id);

    public async Task<SessionTransaction> Find(Guid id) => (await transactions.Require(_key, id)).Transaction;

    public async Task<SessionValue?> LoadIn(Guid id, string key)
    {
        SessionMemoryRules.CheckKey("key", key);
        var found = SessionTransactions.RequireOpen(await transactions.Require(_key, id));
        var step = found.Steps.FirstOrDefault(one => one.Key == key);
        if (step?.Write is { } write)
            return write.Kind == SessionWriteKind.Save
                ? new SessionValue(key, write.Value, 0, $"transaction/{id}", Now(), null)
                : null;
        var value = (await Content()).Find(key, clock.GetUtcNow());
        if (step is null)
            await transactions.Add(_key, id, new SessionStep(key, value?.Version ?? 0, Write: null));
        return value;
    }

    public Task<SessionTransaction> Add(Guid id, SessionOperation operation) =>
        transactions.Add(_key, id, SessionStep.Of(operation, "", options.Value));

    public async Task<SessionTransaction> Commit(Guid id, string actor)
    {
        var found = await transactions.Require(_key, id);
        if (found.Transaction.State == SessionTransactionState.Committed)
            return found.Transaction;
        var commit = transactions.CommitOf(id, content: null, found.Steps.Length);
        try
        {
            return await Commit(found.Steps, commit, actor);
        }
        catch (SessionConflictException)
        {
            // One that cannot be dropped may have been committed since.
            if (!await transactions.TryRollback(_key, id) && await transactions.FindCommitted(_key, commit) is { } known)
                return known;
            throw;
        }
    }

    public async Task Rollback(Guid id)
    {
        await transactions.Rollback(_key, id);
        meter.Ended("rolled_back");
    }

    public async Task<SessionBackup> Backup(Guid id, string actor)
    {
        for (var tries = 1; ; tries++)
        {
            if (await backups.Find(_key.Tenant, id, CancellationToken.None) is { } known)
                return known;
            var content = await Content();
            RequireMemory(content);
            var count = await backups.Count(_key, CancellationToken.None);
            if (count >= options.Value.MaxBackups)
                throw new ConflictException($"Session '{_key.Name}' has {count} backups, the limit; delete one.");
            var now = Now();
            var figures = content.Describe(_key.Name, now);
            var backup = new SessionBackup(id, _key.Name, figures.Version, figures.Keys, figures.Bytes, actor, now);
            if (await Written(() => backups.Add(_key.Tenant, backup, content.Live(now), CancellationToken.None), tries))
            {
                _content = content;
                return backup;
            }
        }
    }

    public async Task<MemorySession> Restore(Guid backup)
    {
        var values = await backups.Load(_key, backup, CancellationToken.None);
        if (values.IsDefault)
            throw new NotFoundException("backup", backup.ToString());
        await Write((content, now) => content.Replace(values, now), "backup_id", (_, change) => change);
        return (await Content()).Describe(_key.Name, clock.GetUtcNow());
    }

    private async Task<SessionTransaction> Commit(ImmutableArray<SessionStep> steps, SessionCommit commit, string actor)
    {
        ImmutableArray<SessionWrite> writes = [.. steps.Select(step => step.Write).OfType<SessionWrite>()];
        try
        {
            return await Write(
                (content, now) => SessionStep.Conflicts(steps, content, now) is { IsEmpty: false } conflicts
                    ? throw new SessionConflictException(_key.Name, conflicts)
                    : content.Plan(writes, actor, now),
                "operations",
                (_, change) => new SessionTransaction(
                    commit.Id, _key.Name, SessionTransactionState.Committed, change!.Version, commit.Operations,
                    commit.ExpiresAt),
                commit, () => transactions.FindCommitted(_key, commit));
        }
        catch (SessionConflictException)
        {
            // A repeat conflicts with what the first call has written.
            if (await transactions.FindCommitted(_key, commit) is { } known)
                return known;
            meter.Ended("conflict");
            throw;
        }
    }

    private async Task<T> Write<T>(
        Func<SessionContent, DateTimeOffset, SessionChange?> plan, string field, Func<SessionContent, SessionChange?, T> answer,
        SessionCommit? commit = null, Func<Task<T?>>? findDone = null)
        where T : class?
    {
        for (var tries = 1; ; tries++)
        {
            var isCached = _content is not null;
            var before = await Content();
            if (plan(before, Now()) is not { } change)
            {
                if (!isCached || await store.FindVersion(_key, CancellationToken.None) == before.Version)
                    return answer(before, null);
                SessionMemoryLog.Overtaken(logger, _key);
                _content = null;
                continue;
            }
            var after = before.Apply(change);
            if (!change.Saved.IsEmpty)
                after.Check(options.Value, field);
            if (await Written(() => store.Apply(_key, change, commit, CancellationToken.None), tries))
            {
                _content = after;
                meter.Changed(change);
                if (commit is not null)
                    meter.Ended("committed");
                return answer(before, change);
            }
            if (findDone is not null && await findDone() is { } done)
                return done;
        }
    }

    private async Task<bool> Written(Func<Task<bool>> write, int tries)
    {
        // A write that fails leaves it open what the rows hold.
        _content = null;
        if (await Try(write))
            return true;
        SessionMemoryLog.Overtaken(logger, _key);
        return tries < MaxTries
            ? false
            : throw new StorageUnavailableException($"The memory of session '{_key.Name}' is changed elsewhere; send it again.");
    }

    // A transaction whose row is there was committed by another activation.
    private static async Task<bool> Try(Func<Task<bool>> write)
    {
        try
        {
            return await write();
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
    }

    private async Task<SessionContent> Content() => _content ??= await store.Load(_key, CancellationToken.None);

    private DateTimeOffset Now() => SessionMemoryRules.ToMicroseconds(clock.GetUtcNow());

    private long RequireMemory(SessionContent content) => content.Version is { } version && content.Live(clock.GetUtcNow()).Any()
        ? version
        : throw new NotFoundException("memory of session", _key.Name);
}

using System.Collections.Immutable;
using Sanctum.Errors;

namespace Sanctum.Memory;

/// <summary>A session's memory as its rows hold it.</summary>
/// <param name="Version">The version of the session; null if it has no row.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="UpdatedAt">When it was written last.</param>
/// <param name="Values">Its keys, also those that have expired and are not swept yet.</param>
internal sealed record SessionContent(
    long? Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, ImmutableSortedDictionary<string, SessionValue> Values)
{
    /// <summary>What a session without rows has.</summary>
    public static SessionContent None { get; } = new(
        null, default, default, ImmutableSortedDictionary.Create<string, SessionValue>(StringComparer.Ordinal));

    /// <summary>The value of a key that has not expired.</summary>
    public SessionValue? Find(string key, DateTimeOffset now) =>
        Values.TryGetValue(key, out var value) && !IsExpired(value, now) ? value : null;

    /// <summary>The values that have not expired, by key.</summary>
    public IEnumerable<SessionValue> Live(DateTimeOffset now) => Values.Values.Where(value => !IsExpired(value, now));

    /// <summary>The session in figures.</summary>
    public MemorySession Describe(string session, DateTimeOffset now) => new(
        session, Version ?? 0, Live(now).Count(),
        Live(now).Sum(value => SessionMemoryRules.BytesOf(value.Key, value.Value)), CreatedAt, UpdatedAt);

    /// <summary>
    /// The change that makes writes. What has expired goes with it. Its version is one more than the one before; the first
    /// is the time in milliseconds, so a session that is deleted and begun anew never has a version a second time.
    /// </summary>
    public SessionChange Plan(ImmutableArray<SessionWrite> writes, string actor, DateTimeOffset now)
    {
        var version = NextVersion(now);
        ImmutableArray<SessionValue> saved =
        [
            .. writes.Where(write => write.Kind == SessionWriteKind.Save)
                .Select(write => new SessionValue(write.Key, write.Value, version, actor, now, now + write.TimeToLive)),
        ];
        var deleted = writes.Where(write => write.Kind == SessionWriteKind.Delete).Select(write => write.Key)
            .Concat(Values.Values.Where(value => IsExpired(value, now)).Select(value => value.Key))
            .Except(saved.Select(value => value.Key), StringComparer.Ordinal);
        return Change(version, now, saved, [.. deleted]);
    }

    /// <summary>The change that makes the memory hold these values and no others.</summary>
    public SessionChange Replace(ImmutableArray<SessionValue> values, DateTimeOffset now) => Change(
        NextVersion(now), now, values, [.. Values.Keys.Except(values.Select(value => value.Key), StringComparer.Ordinal)]);

    /// <summary>The memory after a change.</summary>
    public SessionContent Apply(SessionChange change) => change.IsLast ? None : new(
        change.Version, Version is null ? change.At : CreatedAt, change.At,
        Values.RemoveRange(change.Deleted).SetItems(change.Saved.Select(value => KeyValuePair.Create(value.Key, value))));

    /// <summary>Holds a session to its limits.</summary>
    /// <param name="options">The limits.</param>
    /// <param name="field">The field of the request that is named.</param>
    /// <exception cref="InvalidRequestException">It has too many keys or bytes.</exception>
    public void Check(SessionMemoryOptions options, string field)
    {
        if (Values.Count > options.MaxKeys)
            throw new InvalidRequestException(
                field, $"would make {Values.Count} keys; the session's limit is {options.MaxKeys}.");
        var bytes = Values.Values.Sum(value => SessionMemoryRules.BytesOf(value.Key, value.Value));
        if (bytes > options.MaxBytes)
            throw new InvalidRequestException(field, $"would make {bytes} bytes; the session's limit is {options.MaxBytes}.");
    }

    private SessionChange Change(
        long version, DateTimeOffset now, ImmutableArray<SessionValue> saved, ImmutableArray<string> deleted) => new(
        Version, version, now, saved, deleted, IsLast: saved.IsEmpty && Values.RemoveRange(deleted).IsEmpty);

    private long NextVersion(DateTimeOffset now) => Version + 1 ?? now.ToUnixTimeMilliseconds();

    private static bool IsExpired(SessionValue value, DateTimeOffset now) => value.ExpiresAt <= now;
}

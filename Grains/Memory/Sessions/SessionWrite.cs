using System.Collections.Immutable;

namespace Sanctum.Memory;

/// <summary>What a write does to a key of a session.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Key">The key.</param>
/// <param name="Value">JSON without blanks, of one that is saved; else empty.</param>
/// <param name="TimeToLive">How long it is there; null for good.</param>
internal sealed record SessionWrite(SessionWriteKind Kind, string Key, string Value = "", TimeSpan? TimeToLive = null);

/// <summary>What is done to a key.</summary>
internal enum SessionWriteKind
{
    Save,
    Delete,
}

/// <summary>Rows that change together.</summary>
/// <param name="Before">The version that the session must have; null if it has no row.</param>
/// <param name="Version">The version that it has afterwards.</param>
/// <param name="At">When.</param>
/// <param name="Saved">Values that are inserted or replaced.</param>
/// <param name="Deleted">Keys whose rows go.</param>
/// <param name="IsLast">Whether no key is left: a session without keys has no memory, and no row.</param>
internal sealed record SessionChange(
    long? Before, long Version, DateTimeOffset At, ImmutableArray<SessionValue> Saved, ImmutableArray<string> Deleted,
    bool IsLast);

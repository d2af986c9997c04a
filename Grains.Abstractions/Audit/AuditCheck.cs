namespace Sanctum.Audit;

/// <summary>What a check of some entries of the chain found.</summary>
/// <param name="Checked">How many entries were checked.</param>
/// <param name="Last">The last entry that is as it should be; null where the chain has none.</param>
/// <param name="IsComplete">Whether the chain ends there, or breaks; otherwise the check continues behind
/// <paramref name="Last"/>.</param>
/// <param name="Unsealed">How many entries were not sealed yet; they are counted up to <see cref="MaxUnsealed"/>.</param>
/// <param name="Break">The first thing that is wrong, or null.</param>
[GenerateSerializer, Immutable, Alias("sanctum.audit-check")]
public sealed record AuditCheck(
    [property: Id(0)] int Checked,
    [property: Id(1)] AuditPosition? Last,
    [property: Id(2)] bool IsComplete,
    [property: Id(3)] long Unsealed,
    [property: Id(4)] AuditBreak? Break)
{
    /// <summary>At most so many entries are checked by one call.</summary>
    public const int MaxEntries = 1_000;

    /// <summary>At most so many unsealed entries are counted.</summary>
    public const long MaxUnsealed = 100_000;
}

/// <summary>The first place where the chain is not what was written.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Seq">The place.</param>
/// <param name="EntryId">The entry that is there, or null.</param>
/// <param name="Detail">The same for people.</param>
[GenerateSerializer, Immutable, Alias("sanctum.audit-break")]
public sealed record AuditBreak(
    [property: Id(0)] AuditBreakKind Kind,
    [property: Id(1)] long Seq,
    [property: Id(2)] Guid? EntryId,
    [property: Id(3)] string Detail);

/// <summary>What can be wrong with a chain.</summary>
public enum AuditBreakKind
{
    /// <summary>An entry is missing.</summary>
    Gap,

    /// <summary>An entry does not follow the one before it.</summary>
    Link,

    /// <summary>An entry is not what was sealed.</summary>
    Content,

    /// <summary>The chain does not end where its head says, or entries have no head at all.</summary>
    Head,

    /// <summary>There are entries that retention is said to have removed.</summary>
    Anchor,

    /// <summary>A place that the caller kept is not in the chain.</summary>
    Kept,
}

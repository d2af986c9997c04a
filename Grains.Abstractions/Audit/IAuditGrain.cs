using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Sanctum.Audit;

/// <summary>A tenant's audit log; keyed <c>{tenant}/audit</c>. It only grows.</summary>
[Alias("sanctum.IAuditGrain")]
public interface IAuditGrain : IGrainWithStringKey
{
    /// <summary>Adds an entry; it is a row once this answers. Safe to repeat.</summary>
    [Alias("Record")]
    Task Record(AuditEntry entry);

    /// <summary>A page of the log.</summary>
    [AlwaysInterleave, ReadOnly, Alias("List")]
    Task<ImmutableArray<AuditEntry>> List(AuditQuery query);

    /// <summary>Checks the next entries of the chain, at most <see cref="AuditCheck.MaxEntries"/>.</summary>
    /// <param name="after">The last entry that was checked; null begins with the oldest one.</param>
    [AlwaysInterleave, ReadOnly, Alias("Check")]
    Task<AuditCheck> Check(AuditPosition? after);

    /// <summary>Whether the chain still holds a place that was kept earlier.</summary>
    [AlwaysInterleave, ReadOnly, Alias("Locate")]
    Task<AuditPlace> Locate(AuditPosition position);
}

/// <summary>What of the log is wanted; what is null does not matter.</summary>
/// <param name="Action">Only this action.</param>
/// <param name="Actor">Only by this one.</param>
/// <param name="Target">Only what was done to this.</param>
/// <param name="Since">Not before this.</param>
/// <param name="Until">Before this.</param>
/// <param name="After">Behind this entry, in the order asked for.</param>
/// <param name="OldestFirst">The order; newest first otherwise.</param>
/// <param name="Limit">1 to <see cref="MaxPerPage"/>.</param>
[GenerateSerializer, Immutable, Alias("sanctum.audit-query")]
public sealed record AuditQuery(
    [property: Id(0)] string? Action,
    [property: Id(1)] string? Actor,
    [property: Id(2)] string? Target,
    [property: Id(3)] DateTimeOffset? Since,
    [property: Id(4)] DateTimeOffset? Until,
    [property: Id(5)] Guid? After,
    [property: Id(6)] bool OldestFirst,
    [property: Id(7)] int Limit)
{
    /// <summary>The longest page.</summary>
    public const int MaxPerPage = 1_000;

    /// <summary>Only what was done to something whose name begins so.</summary>
    [Id(8)]
    public string? TargetPrefix { get; init; }

    /// <summary>Only what ended so.</summary>
    [Id(9)]
    public string? Result { get; init; }

    /// <summary>Only what was asked for from this address.</summary>
    [Id(10)]
    public string? Address { get; init; }
}

using System.Collections.Immutable;

namespace Sanctum.Memory;

/// <summary>The span of time that a temporal block is about.</summary>
public enum TemporalPeriod
{
    /// <summary>A day.</summary>
    Day = 0,

    /// <summary>A month.</summary>
    Month = 1,

    /// <summary>A year.</summary>
    Year = 2,
}

/// <summary>Which blocks of the present day, month and year to attach, and for how long.</summary>
/// <param name="Periods">Which; empty for all three.</param>
/// <param name="Actor">The agent's id, or an operator.</param>
/// <param name="Cause">Why, where a block is created.</param>
/// <param name="ForSession">The session whose present turn they are attached for; null until they are detached.</param>
[GenerateSerializer, Immutable, Alias("sanctum.temporal-attachment")]
public sealed record TemporalAttachment(
    [property: Id(0)] ImmutableArray<TemporalPeriod> Periods,
    [property: Id(1)] string Actor,
    [property: Id(2)] MemoryCause Cause,
    [property: Id(3)] string? ForSession = null);

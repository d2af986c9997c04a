namespace Sanctum.Consolidation;

/// <summary>When an agent's memory is consolidated by itself.</summary>
/// <param name="Every">The time from the begin of one run to that of the next.</param>
/// <param name="Mode">What becomes of proposals.</param>
/// <param name="NextAt">When the next run begins; UTC.</param>
[GenerateSerializer, Immutable, Alias("sanctum.consolidation-plan")]
public sealed record ConsolidationPlan(
    [property: Id(0)] TimeSpan Every, [property: Id(1)] ConsolidationMode Mode, [property: Id(2)] DateTimeOffset NextAt)
{
    /// <summary>The longest interval.</summary>
    public static readonly TimeSpan MaxInterval = TimeSpan.FromDays(365);
}

/// <summary>What becomes of the proposals of a run.</summary>
public enum ConsolidationMode
{
    /// <summary>They are left to a person.</summary>
    Ask = 0,

    /// <summary>They are applied where the policies allow it; the others are left to a person.</summary>
    Apply = 1,
}

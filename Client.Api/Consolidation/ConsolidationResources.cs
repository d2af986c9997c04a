using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using Sanctum.Edge;

namespace Sanctum.Consolidation;

/// <summary>A run to begin.</summary>
/// <param name="Mode">What becomes of proposals; <c>ask</c> if left out.</param>
internal sealed record StartConsolidation(ConsolidationMode? Mode = null);

/// <summary>When runs are to begin by themselves.</summary>
/// <param name="Every">A span such as <c>7d</c>.</param>
/// <param name="Mode">What becomes of proposals; <c>ask</c> if left out.</param>
internal sealed record SetConsolidationPlan([property: Required] string? Every, ConsolidationMode? Mode = null);

/// <summary>When an agent's memory is consolidated by itself.</summary>
/// <param name="Every">The time from the begin of one run to that of the next.</param>
/// <param name="Mode">What becomes of proposals.</param>
/// <param name="NextAt">When the next run begins; UTC.</param>
internal sealed record ConsolidationPlanResource(string Every, ConsolidationMode Mode, DateTimeOffset NextAt)
{
    public static ConsolidationPlanResource From(ConsolidationPlan plan) =>
        new(Durations.Format(plan.Every), plan.Mode, plan.NextAt);
}

/// <summary>Consolidations of an agent.</summary>
/// <param name="Items">Newest first.</param>
internal sealed record ConsolidationList(ImmutableArray<ConsolidationRun> Items);

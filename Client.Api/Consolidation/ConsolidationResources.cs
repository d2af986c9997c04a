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

/// <summary>A run that looks for what to merge, shorten and correct in an agent's core memory.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State">Whether it waits, runs or has ended, and how.</param>
/// <param name="Mode">What becomes of its proposals.</param>
/// <param name="Actor">Who began it.</param>
/// <param name="Model">The model that was asked; null until then.</param>
/// <param name="Proposals">What it proposes; empty in a list.</param>
/// <param name="Notes">What was left out, and why.</param>
/// <param name="Error">Why it failed, or why it waits; null otherwise.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="EndedAt">UTC; null while it is open.</param>
internal sealed record ConsolidationResource(
    Guid Id, ConsolidationState State, ConsolidationMode Mode, string Actor, string? Model, BlockProposal[] Proposals,
    string[] Notes, string? Error, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt)
{
    public static ConsolidationResource From(ConsolidationRun run) => new(
        run.Id, run.State, run.Mode, run.Actor, run.Model, [.. run.Proposals], [.. run.Notes], run.Error, run.CreatedAt,
        run.EndedAt);
}

/// <summary>Consolidations of an agent.</summary>
/// <param name="Items">Newest first.</param>
internal sealed record ConsolidationList(ConsolidationResource[] Items);

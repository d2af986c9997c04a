using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Memory;

/// <summary>Consolidations for people.</summary>
internal static class ConsolidationText
{
    public static Table List(ConsolidationsShape runs) => runs.Items.Aggregate(
        Listing.Of("CONSOLIDATION", "CREATED", "STATE", "MODE", "BY", "MODEL"),
        (table, run) => table.Row(run.Id, Age.Of(run.CreatedAt), run.State, run.Mode, run.Actor, run.Model));

    public static Table Of(PlanShape plan) => Facts.Of(
    [
        ("Every", plan.Every),
        ("Mode", plan.Mode),
        ("Next", $"{plan.NextAt.ToUniversalTime():u}"),
    ]);

    public static Paragraph Of(ConsolidationShape run)
    {
        var text = new Paragraph()
            .Append($"Consolidation {run.Id}", new Style(decoration: Decoration.Bold))
            .Append(Printable.Text($"  {run.State}, {Age.Of(run.CreatedAt)}\n"), new Style(decoration: Decoration.Dim));
        if (run.Error is { } error)
            text.Append(Printable.Text(error) + "\n", new Style(Color.Red));
        else if (run.EndedAt is not null && run.Proposals.Length == 0)
            text.Append("Nothing should change.\n");
        foreach (var note in run.Notes)
            text.Append(Printable.Text(note) + "\n", new Style(decoration: Decoration.Dim));
        foreach (var proposal in run.Proposals)
            Append(text, proposal);
        return text;
    }

    private static void Append(Paragraph text, ProposalShape proposal)
    {
        text.Append("\n" + Printable.Text(proposal.Label), new Style(decoration: Decoration.Bold))
            .Append(
                Printable.Text($"  {proposal.State}{(proposal.DecidedBy is { } who ? $" by {who}" : "")}: {proposal.Reason}\n"),
                new Style(decoration: Decoration.Dim));
        if (proposal.Error is { } error)
            text.Append(Printable.Text(error) + "\n", new Style(Color.Red));
        VersionText.AppendDiff(text, proposal.Diff);
    }
}

/// <summary>What people see of a consolidation; a list has no proposals.</summary>
internal sealed record ConsolidationShape(
    Guid Id, string State, string Mode, string Actor, string? Model, ProposalShape[] Proposals, string[] Notes, string? Error,
    DateTimeOffset CreatedAt, DateTimeOffset? EndedAt);

/// <summary>A new text for a block.</summary>
internal sealed record ProposalShape(
    string Label, string Reason, string Diff, string State, string? Error, string? DecidedBy);

/// <summary>Consolidations of an agent.</summary>
internal sealed record ConsolidationsShape(ConsolidationShape[] Items);

/// <summary>When an agent's memory is consolidated by itself.</summary>
internal sealed record PlanShape(string Every, string Mode, DateTimeOffset NextAt);

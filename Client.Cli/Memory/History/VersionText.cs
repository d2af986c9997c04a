using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Memory;

/// <summary>Versions of blocks for people.</summary>
internal static class VersionText
{
    public static Table List(IEnumerable<VersionShape> versions) => versions.Aggregate(
        Listing.Of("VERSION", "CHANGED", "BY", "CHANGE", "CAUSE"),
        (table, version) => table.Row(
            version.Version, Age.Of(version.ChangedAt), version.Author, version.Kind, CauseOf(version.Cause)));

    public static Paragraph Of(VersionShape version)
    {
        var text = new Paragraph()
            .Append($"Version {version.Version}", new Style(decoration: Decoration.Bold))
            .Append(
                Printable.Text(
                    $"  {version.Kind} by {version.Author}, {CauseOf(version.Cause)}, {Age.Of(version.ChangedAt)}\n\n"),
                new Style(decoration: Decoration.Dim));
        AppendDiff(text, version.Diff);
        if (version.Diff.Length > 0)
            text.Append("\n");
        return text.Append(version.Text.Length > 0 ? Printable.Text(version.Text.TrimEnd()) + "\n" : "The text is empty.\n");
    }

    /// <summary>Adds a diff in colours.</summary>
    public static void AppendDiff(Paragraph text, string diff)
    {
        foreach (var line in diff.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            text.Append(Printable.Text(line) + "\n", new Style(ColorOf(line)));
    }

    private static string CauseOf(CauseShape cause) => cause switch
    {
        { Kind: "tool", SessionId: { Length: > 0 } session } => $"tool call in session {session}",
        { Kind: "tool" } => "tool call",
        { Version: { } version } => $"{cause.Kind} of version {version}",
        _ => cause.Kind,
    };

    private static Color ColorOf(string line) => line[0] switch
    {
        '+' => Color.Green,
        '-' => Color.Red,
        _ => Color.Default,
    };
}

/// <summary>What people see of a version of a block; text and diff are empty in lists.</summary>
internal sealed record VersionShape(
    int Version, string Kind, string Author, CauseShape Cause, DateTimeOffset ChangedAt)
{
    public string Text { get => field ?? ""; init; } = "";

    public string Diff { get => field ?? ""; init; } = "";
}

/// <summary>Why a block changed.</summary>
internal sealed record CauseShape(string Kind, string? SessionId, int? Version);

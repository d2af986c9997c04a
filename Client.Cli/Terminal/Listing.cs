using Spectre.Console;

namespace Sanctum.Terminal;

/// <summary>Rows under headings, without lines: as easy to cut apart by a script as to read.</summary>
internal static class Listing
{
    public static Table Of(params string[] headings)
    {
        var table = new Table().Border(TableBorder.None);
        foreach (var heading in headings)
            table.AddColumn(
                new TableColumn(new Text(heading, new Style(decoration: Decoration.Dim))) { Padding = new Padding(0, 0, 3, 0) });
        return table;
    }

    public static Table Row(this Table table, params object?[] cells) =>
        table.AddRow(cells.Select(cell => cell as Text ?? new Text(
            Printable.Text(Convert.ToString(cell, System.Globalization.CultureInfo.InvariantCulture) ?? ""))));

    /// <summary>A state, and why, in its colour: green goes well, yellow waits or runs, red needs somebody.</summary>
    public static Text State(string state, string? reason = null) =>
        new(Printable.Text(reason is null ? state : $"{state}: {reason}"), new Style(state switch
        {
            "active" or "ok" or "done" or "healthy" or "running" or "enabled" or "posted" or "normal"
                or "intact" or "approved" => Color.Green,
            "provisioning" or "new" or "processing" or "warning" or "degraded" or "paused"
                or "draining" or "pending" or "posting" or "waiting_approval" => Color.Yellow,
            "error" or "unavailable" or "critical" or "failed" or "blocked" or "timeout" or "disabled" or "down"
                or "broken" or "denied" or "expired" => Color.Red,
            _ => Color.Default,
        }));
}

using Sanctum.Terminal;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Sanctum.Conversations;

/// <summary>Transcript entries for people: who and when on a line, then what.</summary>
internal static class EntryText
{
    private static readonly Style Who = new(decoration: Decoration.Bold);
    private static readonly Style Aside = new(decoration: Decoration.Dim);

    public static IRenderable Of(IEnumerable<EntryShape> entries)
    {
        var text = new Paragraph();
        foreach (var entry in entries)
            Append(text, entry);
        return text;
    }

    private static void Append(Paragraph text, EntryShape entry)
    {
        text.Append(Printable.Text(entry.Author), Who).Append(
            $"  #{entry.Seq}, {Age.Of(entry.OccurredAt)}{Outcome(entry)}\n", Aside);
        if (entry.Content.Length > 0)
            text.Append(Printable.Text(entry.Content.TrimEnd()) + "\n");
        foreach (var call in entry.ToolCalls ?? [])
            text.Append(ToolText.Call(call) + "\n", Aside);
        text.Append("\n");
    }

    private static string Outcome(EntryShape entry) => entry switch
    {
        { ToolStatus: { } status } => $", {status}",
        { StopReason: { } reason and not "end_turn" } => $", {reason}",
        _ => "",
    };
}

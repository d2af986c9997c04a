using Sanctum.Terminal;

namespace Sanctum.Conversations;

/// <summary>What an agent does with its tools, a line each.</summary>
internal static class ToolText
{
    private const int MostOfArguments = 120;
    private const int MostOfResult = 160;

    public static string Call(ToolCallShape call) => $"  → {Printable.Line($"{call.Tool} {call.Arguments}", MostOfArguments)}";

    public static string Result(EntryShape entry) => entry.ToolStatus is null or "ok"
        ? $"  ← {Printable.Line(entry.Content, MostOfResult)}"
        : $"  ← {entry.ToolStatus}: {Printable.Line(entry.Content, MostOfResult)}";
}

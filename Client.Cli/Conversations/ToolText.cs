using System.Text.Json;
using System.Text.Json.Nodes;
using Sanctum.Connection;
using Sanctum.Terminal;

namespace Sanctum.Conversations;

/// <summary>What an agent does with its tools, a line each.</summary>
internal static class ToolText
{
    private const int MaxOfArguments = 120;
    private const int MaxOfResult = 160;

    public static string Call(ToolCallShape call) =>
        $"  → {Printable.Line($"{call.Tool} {Readable(call.Arguments)}", MaxOfArguments)}";

    public static string Result(EntryShape entry) => entry.ToolStatus is null or "ok"
        ? $"  ← {Printable.Line(entry.Content, MaxOfResult)}"
        : $"  ← {entry.ToolStatus}: {Printable.Line(entry.Content, MaxOfResult)}";

    // JSON may escape any character; people read none of that.
    private static string Readable(string arguments)
    {
        try
        {
            return JsonNode.Parse(arguments)?.ToJsonString(Wire.Options) ?? arguments;
        }
        catch (JsonException)
        {
            // What a model wrote need not be JSON.
            return arguments;
        }
    }
}

using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Sanctum.Models.Remote;

/// <summary>Puts tool calls together from what each chunk of a stream brings; the index says to which call a fragment belongs.</summary>
internal sealed class ToolCallFragments
{
    /// <summary>A call's arguments beyond this are no request but a runaway model.</summary>
    private const int MostBytes = 1 << 20;

    private readonly SortedDictionary<int, Call> _calls = [];
    private int _bytes;

    public void Add(int index, string? id, string? name, BinaryData? arguments)
    {
        if (!_calls.TryGetValue(index, out var call))
            _calls[index] = call = new Call();
        call.Id ??= Given(id);
        call.Name ??= Given(name);
        if (arguments is null)
            return;
        _bytes += arguments.ToMemory().Length;
        if (_bytes > MostBytes)
            throw new JsonException($"The tool calls of this answer have more than {MostBytes} bytes of arguments.");
        call.Arguments.Write(arguments.ToMemory().Span);
    }

    /// <summary>The calls in the model's order.</summary>
    /// <exception cref="JsonException">A call has no name.</exception>
    public IEnumerable<FunctionCallContent> Complete() => _calls.Select(entry => ToContent(
        // Some compatible servers give no id; within one answer the index is as good.
        entry.Value.Id ?? $"call_{entry.Key}",
        entry.Value.Name ?? throw new JsonException($"Tool call {entry.Key} has no name."),
        entry.Value.Arguments.ToArray()));

    // Models do write arguments that are no JSON, or are cut off in the middle of them. Told so, they mend it; the same request again would be paid for again.
    private static FunctionCallContent ToContent(string id, string name, byte[] arguments)
    {
        try
        {
            return new FunctionCallContent(id, name, arguments.Length == 0 ? [] : JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments));
        }
        catch (JsonException)
        {
            return new FunctionCallContent(id, name) { RawRepresentation = Encoding.UTF8.GetString(arguments) };
        }
    }

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private sealed class Call
    {
        public string? Id { get; set; }

        public string? Name { get; set; }

        public MemoryStream Arguments { get; } = new();
    }
}

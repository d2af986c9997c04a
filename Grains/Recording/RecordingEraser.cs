using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Sanctum.Storage;
using Sanctum.Traces;

namespace Sanctum.Recording;

/// <summary>
/// Removes the exchanges that hold a person from the recording of this process: model calls that were shown what the person wrote
/// or notes about them, and runs of the tool calls of their turns.
/// </summary>
internal sealed class RecordingEraser(IOptions<RecordingOptions> options, IServiceProvider services) : IPersonEraser
{
    private const int MinId = 6;

    public IReadOnlyList<string> Tables { get; } = [];

    // Tool calls are recognised by what the transcript says of them.
    public TraceOrder Order => TraceOrder.Copies;

    public async Task Erase(PersonTraces traces, CancellationToken ct)
    {
        var path = options.Value.Path;
        if (path.Length == 0 || !File.Exists(path))
            return;
        var marks = await Marks.Read(traces, ct);
        var removed = options.Value.Mode == RecordingMode.Record
            ? services.GetRequiredService<Recorder>().Remove(marks.AreIn)
            : RecordingFile.Remove(path, marks.AreIn);
        await traces.Note("recorded exchanges", removed, ct);
    }

    private sealed record Marks(
        HashSet<string> Authors, IReadOnlyList<string> Names, HashSet<(string Tool, string Arguments)> Calls)
    {
        public static async Task<Marks> Read(PersonTraces traces, CancellationToken ct)
        {
            var profiles = await traces.List("profile", ct);
            var labels = await traces.List("label", ct);
            var handles = await traces.List("handle", ct);
            var calls = await traces.Read(
                $"""
                select one ->> 'tool', one ->> 'arguments'
                from {PersonTraces.Of("turn")} t join transcript_entry e on e.tenant = $1 and e.turn_id = t.a::uuid
                cross join lateral jsonb_array_elements(e.tool_calls) one
                where jsonb_typeof(e.tool_calls) = 'array' and e.content <> '{PersonTraces.Erased}'
                """,
                row => (row.TextOrNull(0) ?? "", Compact(row.TextOrNull(1) ?? "")),
                ct);
            return new Marks(
                handles.Select(handle => handle.B).ToHashSet(StringComparer.Ordinal),
                [
                    .. labels.Select(label => label.A),
                    .. profiles.Select(profile => profile.B).Where(id => id.Length >= MinId),
                ],
                [.. calls]);
        }

        public bool AreIn(string line)
        {
            if (Names.Any(name => line.Contains(name, StringComparison.Ordinal)))
                return true;
            try
            {
                return JsonSerializer.Deserialize<Exchange>(line, RecordingJson.Options) switch
                {
                    ModelExchange model => model.Messages.Any(
                        message => message.Author is { } author && Authors.Contains(author)),
                    ToolExchange tool => Calls.Contains((tool.Tool, Compact(tool.Arguments))),
                    _ => false,
                };
            }
            catch (Exception exception) when (exception is JsonException or NotSupportedException)
            {
                // A torn line is nothing that replay reads, and may hold anything.
                return true;
            }
        }

        private static string Compact(string json)
        {
            try
            {
                return JsonSerializer.Serialize(JsonElement.Parse(json), RecordingJson.Options);
            }
            catch (JsonException)
            {
                return json;
            }
        }
    }
}

using System.Buffers;
using System.IO.Pipelines;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Sanctum.Models.Remote.ChatCompletions;

/// <summary>
/// The JSON values that a server sends as its answer: one for each event, or all at once where it does not stream.
/// </summary>
internal sealed class AnswerBody(string provider, HttpResponseMessage response)
{
    private const string End = "[DONE]";
    private const string ErrorEvent = "error";
    private const int QuotedBytes = 300;
    private static readonly string[] EventFields = ["data:", "event:", "id:", "retry:", ":"];
    private static readonly JsonReaderOptions Reading = new() { AllowMultipleValues = true, AllowTrailingCommas = true };

    /// <summary>The start of what was sent, where that does not look like events; else null.</summary>
    public string? OddStart { get; private set; }

    /// <summary>Whether the server has said that this is all, or sent the whole answer as one document.</summary>
    public bool IsDone { get; private set; }

    /// <exception cref="Errors.DependencyException">What was sent is neither events nor JSON, or too long.</exception>
    public async IAsyncEnumerable<AnswerEvent> Read([EnumeratorCancellation] CancellationToken ct)
    {
        await using var bounded = new BoundedStream(await response.Content.ReadAsStreamAsync(ct), provider);
        var start = PipeReader.Create(bounded);
        var first = await FindFirst(start, ct);
        if (first is not null)
            OddStart = await ReadOddStart(start, ct);
        if (first is (byte)'{' or (byte)'[' or (byte)'<')
        {
            foreach (var value in await ReadDocument(start, first.Value, ct))
                yield return value;
            yield break;
        }
        var parser = SseParser.Create(start.AsStream(), (_, data) => data.ToArray());
        await foreach (var item in parser.EnumerateAsync(ct))
        {
            bounded.EndEvent();
            foreach (var value in Parse(item.Data, item.EventType == ErrorEvent))
                yield return value;
            if (IsDone)
                yield break;
        }
    }

    // What the content type says is not always what is sent.
    private static async Task<byte?> FindFirst(PipeReader reader, CancellationToken ct)
    {
        while (true)
        {
            var read = await reader.ReadAsync(ct);
            var first = FirstOf(read.Buffer);
            reader.AdvanceTo(read.Buffer.Start, first is null ? read.Buffer.End : read.Buffer.Start);
            if (first is not null || read.IsCompleted)
                return first;
        }
    }

    private static async Task<string?> ReadOddStart(PipeReader reader, CancellationToken ct)
    {
        var read = await reader.ReadAsync(ct);
        var start = Encoding.UTF8.GetString(read.Buffer.Slice(0, Math.Min(read.Buffer.Length, QuotedBytes))).TrimStart();
        reader.AdvanceTo(read.Buffer.Start);
        return EventFields.Any(field => start.StartsWith(field, StringComparison.Ordinal)) ? null : start;
    }

    private static byte? FirstOf(ReadOnlySequence<byte> start)
    {
        foreach (var part in start)
        {
            var at = part.Span.IndexOfAnyExcept(" \r\n\t\uFEFF"u8);
            if (at >= 0)
                return part.Span[at];
        }
        return null;
    }

    private async Task<List<AnswerEvent>> ReadDocument(PipeReader reader, byte first, CancellationToken ct)
    {
        ReadResult read;
        while (!(read = await reader.ReadAsync(ct)).IsCompleted)
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        var document = read.Buffer.ToArray();
        if (first == (byte)'<')
            throw Unreadable.Answer(provider, "it sent a page instead of an answer.", TextOf(document));
        IsDone = true;
        return Parse(document, isError: false);
    }

    // Some servers leave out the empty line between two events, which then arrive as one of several lines.
    private List<AnswerEvent> Parse(byte[] data, bool isError)
    {
        var json = WithoutEnd(Trim(data));
        if (json.Length == 0)
            return [];
        if (isError && json.Span[0] is not ((byte)'{' or (byte)'['))
            throw ProviderError.Of(TextOf(json.Span)).ToException(provider);
        // Signs of life between the chunks.
        if (json.Span[0] is not ((byte)'{' or (byte)'['))
            return [];
        try
        {
            return ParseValues(json.Span, isError);
        }
        catch (JsonException)
        {
            throw Unreadable.Answer(provider, "it sent an event that is no JSON.", TextOf(json.Span));
        }
    }

    private static List<AnswerEvent> ParseValues(ReadOnlySpan<byte> json, bool isError)
    {
        var values = new List<AnswerEvent>();
        var reader = new Utf8JsonReader(json, Reading);
        while (reader.Read())
        {
            foreach (var value in WireJson.Items(JsonElement.ParseValue(ref reader)))
                values.Add(new AnswerEvent(value, isError));
        }
        return values;
    }

    private ReadOnlyMemory<byte> WithoutEnd(ReadOnlyMemory<byte> data)
    {
        if (!data.Span.EndsWith("[DONE]"u8))
            return data;
        IsDone = true;
        return Trim(data[..^End.Length]);
    }

    private static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> data) => data.Trim(" \r\n\t"u8);

    private static string TextOf(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}

/// <summary>One JSON value of an answer.</summary>
/// <param name="Json">The value.</param>
/// <param name="IsError">Whether it came as an event of the type <c>error</c>.</param>
internal readonly record struct AnswerEvent(JsonElement Json, bool IsError);

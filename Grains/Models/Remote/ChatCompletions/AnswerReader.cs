using System.Text.Json;
using Microsoft.Extensions.AI;
using Sanctum.Errors;

namespace Sanctum.Models.Remote.ChatCompletions;

/// <summary>
/// Puts an answer together from its chunks and takes what is there: text as it comes, tool calls once at the end, whatever the
/// chunks claim before. What cannot be used and is not needed is left out.
/// </summary>
internal sealed class AnswerReader(string provider)
{
    private const string ErrorFinish = "error";

    private readonly ToolCallFragments _calls = new(provider);
    private readonly ProviderFields _fields = new();
    private readonly SurrogateJoiner _text = new();
    private readonly SurrogateJoiner _reasoning = new();
    private string? _responseId;
    private string? _model;
    private ChatFinishReason? _finish;
    private UsageDetails? _usage;
    private bool _hasEvents;
    private bool _hasText;
    private string? _odd;

    /// <summary>What is new by a chunk.</summary>
    /// <exception cref="DependencyException">The server reports an error, or the chunk cannot be read.</exception>
    public ChatResponseUpdate Read(AnswerEvent happened)
    {
        try
        {
            return ReadChunk(happened);
        }
        catch (InvalidOperationException)
        {
            // Half of a character in the name of a member.
            throw Unreadable.Answer(provider, "it sent an event that cannot be read.", WireJson.RawOf(happened.Json));
        }
    }

    /// <summary>The end of the answer: tool calls, reason and usage. Null: nothing came.</summary>
    /// <param name="isDone">Whether the server said that this was all.</param>
    /// <param name="oddStart">What it sent instead of an answer, or null.</param>
    /// <exception cref="DependencyException">The stream was cut off, or nothing that came can be used.</exception>
    public ChatResponseUpdate? End(bool isDone, string? oddStart)
    {
        if (!_hasEvents)
            return oddStart is null || isDone ? null : throw Unreadable.Answer(provider, "it sent no answer.", oddStart);
        if (!isDone && _finish is null)
            throw new DependencyException(provider, "the stream ended before the answer did.", ErrorClass.Transient);
        var last = NewUpdate();
        AddText(last, _text.End());
        if (_reasoning.End() is { Length: > 0 } thought)
            last.Contents.Add(new TextReasoningContent(thought));
        foreach (var call in _calls.Complete())
            last.Contents.Add(call);
        var hasCalls = last.Contents.Any(content => content is FunctionCallContent);
        if (!_hasText && !hasCalls && _odd is not null)
            throw Unreadable.Answer(provider, "nothing in its answer can be used.", _odd);
        if (_usage is not null)
            last.Contents.Add(new UsageContent(_usage));
        last.AdditionalProperties = _fields.ToProperties();
        last.FinishReason = hasCalls && _finish != ChatFinishReason.Length
            ? ChatFinishReason.ToolCalls
            : _finish ?? ChatFinishReason.Stop;
        return last;
    }

    private ChatResponseUpdate ReadChunk(AnswerEvent happened)
    {
        _hasEvents = true;
        var chunk = happened.Json;
        if (ProviderError.Find(chunk, happened.IsError) is { } error)
            throw error.ToException(provider);
        _responseId ??= WireJson.FindText(chunk, "id");
        _model ??= WireJson.FindText(chunk, "model");
        ReadUsage(WireJson.Find(chunk, "usage"));
        var update = NewUpdate();
        if (WireJson.Find(chunk, "choices") is not { } choices)
            _odd ??= WireJson.Find(chunk, "usage") is null ? WireJson.RawOf(chunk) : null;
        // One answer is asked for, so there is one choice, whichever number it has.
        else if (WireJson.Items(choices).FirstOrDefault() is { ValueKind: JsonValueKind.Object } choice)
            ReadChoice(choice, update);
        return update;
    }

    private void ReadChoice(JsonElement choice, ChatResponseUpdate update)
    {
        if (WireJson.FindText(choice, "finish_reason") is { Length: > 0 } finish)
        {
            if (finish == ErrorFinish)
                throw new ProviderError("it reported an error inside the stream.", finish, null, null).ToException(provider);
            _finish = ReasonOf(finish);
        }
        ReadUsage(WireJson.Find(choice, "usage"));
        if ((WireJson.Find(choice, "delta") ?? WireJson.Find(choice, "message")) is { ValueKind: JsonValueKind.Object } said)
            ReadMessage(said, update);
        else if (WireJson.FindText(choice, "text") is { } text)
            AddText(update, _text.Add(text));
        else if (_finish is null)
            _odd ??= WireJson.RawOf(choice);
    }

    private void ReadMessage(JsonElement said, ChatResponseUpdate update)
    {
        if (WireJson.Find(said, "content") is { } content)
            ReadContent(content, update);
        if (WireJson.FindText(said, "refusal") is { Length: > 0 } refusal)
            AddText(update, _text.Add(refusal));
        foreach (var fragment in WireJson.Items(WireJson.Find(said, "tool_calls")))
            _calls.Add(fragment);
        if (WireJson.Find(said, "function_call") is { } call)
            _calls.Add(call);
        _fields.Add(said);
        if (!said.EnumerateObject().Any(member => IsKnown(member.Name)))
            _odd ??= said.EnumerateObject().Any() ? WireJson.RawOf(said) : null;
    }

    private void ReadContent(JsonElement content, ChatResponseUpdate update)
    {
        foreach (var part in WireJson.Items(content))
        {
            if (WireJson.TextOf(part) is { } text)
                AddText(update, _text.Add(text));
            else if (WireJson.Find(part, "thinking") is { } thinking)
                AddReasoning(update, thinking);
            else if ((WireJson.FindText(part, "text") ?? WireJson.FindText(part, "refusal")) is { } said)
                AddText(update, _text.Add(said));
            else
                _odd ??= WireJson.RawOf(part);
        }
    }

    private void AddReasoning(ChatResponseUpdate update, JsonElement thinking)
    {
        foreach (var part in WireJson.Items(thinking))
        {
            var text = WireJson.TextOf(part) ?? WireJson.FindText(part, "text");
            if (text is not null && _reasoning.Add(text) is { Length: > 0 } joined)
                update.Contents.Add(new TextReasoningContent(joined));
        }
    }

    private void AddText(ChatResponseUpdate update, string text)
    {
        if (text.Length == 0)
            return;
        _hasText = true;
        update.Contents.Add(new TextContent(text));
    }

    private void ReadUsage(JsonElement? usage)
    {
        if (usage is not { ValueKind: JsonValueKind.Object } given)
            return;
        var (read, written) = (CountOf(given, "prompt_tokens"), CountOf(given, "completion_tokens"));
        var total = CountOf(given, "total_tokens");
        if (read is null && written is null && total is null)
            return;
        _usage ??= new UsageDetails();
        _usage.InputTokenCount = read ?? _usage.InputTokenCount;
        _usage.OutputTokenCount = written ?? _usage.OutputTokenCount;
        _usage.TotalTokenCount = total ?? _usage.TotalTokenCount;
    }

    private ChatResponseUpdate NewUpdate() => new() { Role = ChatRole.Assistant, ResponseId = _responseId, ModelId = _model };

    private static long? CountOf(JsonElement usage, string name) =>
        WireJson.NumberOf(WireJson.Find(usage, name)) is { } count ? Math.Max(0, count) : null;

    private static bool IsKnown(string name) =>
        name is "role" or "content" or "refusal" or "tool_calls" or "function_call" || ProviderFields.IsOpaque(name);

    private static ChatFinishReason ReasonOf(string reason) => reason switch
    {
        "length" or "max_tokens" or "model_length" => ChatFinishReason.Length,
        "content_filter" => ChatFinishReason.ContentFilter,
        "tool_calls" or "function_call" => ChatFinishReason.ToolCalls,
        _ => ChatFinishReason.Stop,
    };
}

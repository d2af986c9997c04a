using System.Text.Json.Serialization;
using Sanctum.Turns;

namespace Sanctum.Chat;

/// <summary>A whole reply.</summary>
internal sealed record ChatCompletion(
    string Id, string Object, long Created, string Model, IReadOnlyList<ChatChoice> Choices, ChatUsage Usage);

/// <summary>The one choice that an agent gives.</summary>
internal sealed record ChatChoice(
    int Index, ChatReply Message, [property: JsonPropertyName("finish_reason")] string FinishReason, object? Logprobs = null);

/// <summary>What the agent says.</summary>
internal sealed record ChatReply(string Role, string Content, string? Refusal = null);

/// <summary>A piece of a streamed reply.</summary>
internal record ChatChunk(string Id, string Object, long Created, string Model, IReadOnlyList<ChatChunkChoice> Choices);

/// <summary>
/// A piece of a reply whose cost was asked for: the last holds that and no choice, those before it say that they do not.
/// </summary>
internal sealed record CountedChunk(
    string Id, string Object, long Created, string Model, IReadOnlyList<ChatChunkChoice> Choices, ChatUsage? Usage)
    : ChatChunk(Id, Object, Created, Model, Choices);

/// <summary>What a piece adds to the one choice.</summary>
internal sealed record ChatChunkChoice(
    int Index, ChatDelta Delta, [property: JsonPropertyName("finish_reason")] string? FinishReason = null);

/// <summary>What a piece adds to the message.</summary>
internal sealed record ChatDelta(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Role = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Content = null);

/// <summary>What all model calls of the turn cost.</summary>
internal sealed record ChatUsage(
    [property: JsonPropertyName("prompt_tokens")] long PromptTokens,
    [property: JsonPropertyName("completion_tokens")] long CompletionTokens,
    [property: JsonPropertyName("total_tokens")] long TotalTokens)
{
    public static ChatUsage Of(IEnumerable<TranscriptEntry> entries)
    {
        var usages = entries.Select(entry => entry.Usage).OfType<ModelUsage>().ToArray();
        var (input, output) = (usages.Sum(usage => usage.InputTokens), usages.Sum(usage => usage.OutputTokens));
        return new ChatUsage(input, output, input + output);
    }
}

/// <summary>The agents, as a list of models.</summary>
internal sealed record ChatModelList(string Object, IReadOnlyList<ChatModel> Data);

/// <summary>An agent, as a model.</summary>
internal sealed record ChatModel(string Id, string Object, long Created, [property: JsonPropertyName("owned_by")] string OwnedBy);

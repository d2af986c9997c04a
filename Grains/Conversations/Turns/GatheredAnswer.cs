using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using Sanctum.Models;
using Sanctum.Storage;
using Sanctum.Tools;
using Sanctum.Trust;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>A model's answer while it comes in: its words are sent to those who watch, without what it thinks aloud.</summary>
internal sealed class GatheredAnswer(string model, DeltaPublisher deltas)
{
    private readonly ReasoningFilter _said = new();
    private readonly ImmutableArray<ToolCall>.Builder _calls = ImmutableArray.CreateBuilder<ToolCall>();
    private readonly List<string?> _callFields = [];
    private string? _fields;
    private ChatFinishReason? _finish;

    // Where a provider does not say what it charged, it still was this model that answered.
    private ModelUsage _usage = new(model, 0, 0);

    public void Add(ChatResponseUpdate update)
    {
        _finish = update.FinishReason ?? _finish;
        _fields = OpaqueFields.Of(update.AdditionalProperties) ?? _fields;
        foreach (var content in update.Contents)
            Add(content);
    }

    public ModelReply ToReply()
    {
        deltas.Add(_said.End());
        var data = ModelData.Write(_said.Reasoning, _fields, _callFields);
        return new ModelReply(
            StorableText.Of(_said.Text), _calls.ToImmutable(), _usage, StopReasonOf(_finish),
            data is null ? null : StorableText.Of(data));
    }

    private void Add(AIContent content)
    {
        switch (content)
        {
            case TextContent { Text.Length: > 0 } said:
                deltas.Add(_said.Add(said.Text));
                break;
            case TextReasoningContent { Text.Length: > 0 } thought:
                _said.AddReasoning(thought.Text);
                break;
            case FunctionCallContent call:
                _calls.Add(new ToolCall(call.CallId, StorableText.Of(call.Name), CallArguments.Of(call)));
                _callFields.Add(OpaqueFields.Of(call.AdditionalProperties));
                break;
            case UsageContent cost:
                _usage = new ModelUsage(model, cost.Details.InputTokenCount ?? 0, cost.Details.OutputTokenCount ?? 0);
                break;
        }
    }

    private static string StopReasonOf(ChatFinishReason? finish) =>
        finish == ChatFinishReason.Length ? StopReasons.MaxTokens
        : finish == ChatFinishReason.ContentFilter ? StopReasons.ContentFilter
        : StopReasons.EndTurn;
}

/// <summary>What a model answered.</summary>
/// <param name="Text">What it said.</param>
/// <param name="ToolCalls">The calls that it asks for.</param>
/// <param name="Usage">What it cost.</param>
/// <param name="StopReason">A name from <see cref="StopReasons"/>.</param>
/// <param name="Data">What is kept beside, as <see cref="ModelData"/> writes it, or null.</param>
internal sealed record ModelReply(
    string Text, ImmutableArray<ToolCall> ToolCalls, ModelUsage Usage, string StopReason, string? Data)
{
    /// <summary>The lowest trust of what the model was given.</summary>
    public TrustLevel Trust { get; init; }
}

using Microsoft.Extensions.AI;

namespace Sanctum.Recording;

/// <summary>A piece of a model's answer; each has what came with it and nothing else.</summary>
/// <param name="Text">Words, or null.</param>
/// <param name="Calls">Tool calls, or null.</param>
/// <param name="Usage">What the answer cost, or null.</param>
/// <param name="Finish">Why the answer ended, or null.</param>
internal sealed record RecordedUpdate(
    string? Text = null, IReadOnlyList<RecordedCall>? Calls = null, RecordedUsage? Usage = null, string? Finish = null)
{
    public static RecordedUpdate From(ChatResponseUpdate update)
    {
        var calls = update.Contents.OfType<FunctionCallContent>().Select(RecordedCall.From).ToArray();
        var usage = update.Contents.OfType<UsageContent>().LastOrDefault()?.Details;
        return new RecordedUpdate(
            update.Text.Length > 0 ? update.Text : null,
            calls.Length > 0 ? calls : null,
            usage is null ? null : new RecordedUsage(usage.InputTokenCount, usage.OutputTokenCount),
            update.FinishReason?.Value);
    }

    public ChatResponseUpdate ToUpdate()
    {
        var update = new ChatResponseUpdate(ChatRole.Assistant, Text)
        {
            FinishReason = Finish is null ? null : new ChatFinishReason(Finish),
        };
        foreach (var call in Calls ?? [])
            update.Contents.Add(call.ToContent());
        if (Usage is not null)
            update.Contents.Add(new UsageContent(
                new UsageDetails { InputTokenCount = Usage.InputTokens, OutputTokenCount = Usage.OutputTokens }));
        return update;
    }
}

/// <summary>What an answer cost.</summary>
/// <param name="InputTokens">Tokens read.</param>
/// <param name="OutputTokens">Tokens written.</param>
internal sealed record RecordedUsage(long? InputTokens, long? OutputTokens);

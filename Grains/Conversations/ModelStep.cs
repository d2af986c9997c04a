using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Sanctum.Agents;
using Sanctum.Memory;
using Sanctum.Models;
using Sanctum.Storage;
using Sanctum.Tools;

namespace Sanctum.Conversations;

/// <summary>One model call of a turn: context in, text and tool calls out.</summary>
internal sealed class ModelStep(IModelGateway models, ToolCatalog tools, IOptions<ConversationOptions> options)
{
    public TimeSpan DeltaInterval => options.Value.DeltaInterval;

    public async Task<ModelReply> Run(
        string tenant, Agent agent, ImmutableArray<MemoryBlock> blocks, ImmutableArray<TranscriptEntry> context, DeltaPublisher deltas, CancellationToken ct)
    {
        var messages = new List<ChatMessage>(context.Length + 1)
        {
            new(ChatRole.System, InstructionRenderer.Render(agent.Definition, blocks, DateTimeOffset.UtcNow)),
        };
        messages.AddRange(ChatHistory.From(context));
        var offered = await tools.OfferedTo(tenant, agent.Definition.Capabilities);
        var declared = new ChatOptions { Tools = [.. offered.Select(tool => new ToolDeclaration(tool))] };
        var model = agent.Definition.Capabilities.Model;
        Activity.Current?.SetTag("sanctum.model", model);

        var text = new StringBuilder();
        var calls = ImmutableArray.CreateBuilder<ToolCall>();
        // Where a provider does not say what it charged, it still was this model that answered.
        var usage = new ModelUsage(model, 0, 0);
        ChatFinishReason? finish = null;
        await using var updates = models.StreamAsync(model, messages, declared, ct).GetAsyncEnumerator(ct);
        while (await deltas.Await(updates.MoveNextAsync()))
        {
            var update = updates.Current;
            finish = update.FinishReason ?? finish;
            foreach (var content in update.Contents)
            {
                switch (content)
                {
                    case TextContent { Text.Length: > 0 } said:
                        text.Append(said.Text);
                        deltas.Add(said.Text);
                        break;
                    case FunctionCallContent call:
                        calls.Add(new ToolCall(call.CallId, StorableText.Of(call.Name), CallArguments.Of(call)));
                        break;
                    case UsageContent cost:
                        usage = new ModelUsage(model, cost.Details.InputTokenCount ?? 0, cost.Details.OutputTokenCount ?? 0);
                        break;
                }
            }
        }
        return new ModelReply(StorableText.Of(text.ToString()), calls.DrainToImmutable(), usage, StopReasonOf(finish));
    }

    private static string StopReasonOf(ChatFinishReason? finish) =>
        finish == ChatFinishReason.Length ? StopReasons.MaxTokens
        : finish == ChatFinishReason.ContentFilter ? StopReasons.ContentFilter
        : StopReasons.EndTurn;
}

/// <summary>What a model answered.</summary>
internal sealed record ModelReply(string Text, ImmutableArray<ToolCall> ToolCalls, ModelUsage Usage, string StopReason);

using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Sanctum.Agents;
using Sanctum.Errors;
using Sanctum.Memory;
using Sanctum.Models;
using Sanctum.Tools;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>
/// One model call of a turn: context in, text and tool calls out. What is too long for the model is sent again with less.
/// </summary>
internal sealed class ModelStep(
    IModelGateway models, ModelContexts contexts, ToolCatalog tools, IOptions<ConversationOptions> options, TimeProvider clock)
{
    private const int MaxShortenings = 4;

    public TimeSpan DeltaInterval => options.Value.DeltaInterval;

    public async Task<ModelReply> Run(
        string tenant, Agent agent, ImmutableArray<MemoryBlock> blocks, ImmutableArray<TranscriptEntry> context,
        DeltaPublisher deltas, CancellationToken ct)
    {
        var model = agent.Definition.Capabilities.Model;
        Activity.Current?.SetTag("sanctum.model", model);
        ChatMessage[] messages =
        [
            new(ChatRole.System, InstructionRenderer.Render(agent.Definition, blocks, clock.GetUtcNow())),
            .. ChatHistory.From(context, model),
        ];
        var allowed = await tools.OfferedTo(tenant, agent.Definition.Capabilities);
        ToolDeclaration[] offered = [.. allowed.Select(tool => new ToolDeclaration(tool))];
        var besides = offered.Sum(tool => tool.Size);

        var sent = contexts.Fit(model, messages, besides);
        for (var shortenings = 0; ; shortenings++)
        {
            try
            {
                return await Ask(model, sent, new ChatOptions { Tools = [.. offered] }, deltas, ct);
            }
            catch (DependencyException refused) when (contexts.Learn(model, refused, ContextFit.SizeOf(sent) + besides))
            {
                var fewer = contexts.Fit(model, messages, besides);
                if (shortenings == MaxShortenings || ContextFit.SizeOf(fewer) >= ContextFit.SizeOf(sent))
                    throw;
                sent = fewer;
            }
        }
    }

    private async Task<ModelReply> Ask(
        string model, IReadOnlyList<ChatMessage> messages, ChatOptions request, DeltaPublisher deltas, CancellationToken ct)
    {
        var answer = new GatheredAnswer(model, deltas);
        await using var updates = models.StreamAsync(model, messages, request, ct).GetAsyncEnumerator(ct);
        while (await deltas.Await(updates.MoveNextAsync()))
            answer.Add(updates.Current);
        return answer.ToReply();
    }
}

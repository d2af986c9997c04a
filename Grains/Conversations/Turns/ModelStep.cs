using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Sanctum.Agents;
using Sanctum.Budgets;
using Sanctum.Errors;
using Sanctum.Memory;
using Sanctum.Models;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>
/// One model call of a turn: context in, text and tool calls out. What is too long for the model is sent again with less. A call
/// that budgets count is made only once they have reserved what it may cost.
/// </summary>
internal sealed class ModelStep(
    IModelGateway models, ModelContexts contexts, PromptBuilder prompts, ContextCompactor compactor, ModelSpending spending,
    IOptionsMonitor<ConversationOptions> options, TimeProvider clock)
{
    private const int MaxShortenings = 4;

    public TimeSpan DeltaInterval => options.CurrentValue.DeltaInterval;

    /// <exception cref="BudgetExceededException">A budget has no room for the call, which was not made.</exception>
    public async Task<ModelReply> Run(
        ISessionGrain session, SpendingCall call, Agent agent, ImmutableArray<MemoryBlock> blocks, TurnProgress progress,
        DeltaPublisher deltas, CancellationToken ct)
    {
        var capabilities = agent.Definition.Capabilities;
        var frame = await prompts.Begin(call.Tenant, agent, blocks, clock.GetUtcNow());
        progress = await compactor.Fit(
            session, call, frame, capabilities.Model, capabilities.ContextTokens, progress, ct);
        try
        {
            return await AskFor(capabilities.Model);
        }
        catch (BudgetExceededException exceeded) when (exceeded.CheaperModel is { } cheaper)
        {
            return await AskFor(cheaper);
        }

        async Task<ModelReply> AskFor(string asked)
        {
            var prompt = frame.For(asked, progress.Context, progress.Compaction, progress.Recalled);
            return await Ask(call, prompt, capabilities.ContextTokens, deltas, ct) with { Trust = prompt.Trust };
        }
    }

    private async Task<ModelReply> Ask(
        SpendingCall call, ModelPrompt prompt, int ofAgent, DeltaPublisher deltas, CancellationToken ct)
    {
        Activity.Current?.SetTag("sanctum.model", prompt.Model);
        var sent = contexts.Fit(contexts.WindowOf(prompt.Model, ofAgent), prompt.Messages, prompt.Tools);
        var counting = await spending.FindBudgets(call, prompt.Model);
        if (counting.IsEmpty)
            return await AskUntilItFits(prompt, sent, ofAgent, maxOutputTokens: null, deltas, ct);
        var size = PromptBytes.Of(sent, prompt.Tools);
        var reservation = await spending.Reserve(call, prompt.Model, counting, size);
        if (ct.IsCancellationRequested)
        {
            await spending.Release(reservation);
            ct.ThrowIfCancellationRequested();
        }
        try
        {
            var reply = await AskUntilItFits(prompt, sent, ofAgent, reservation.MaxOutputTokens, deltas, ct);
            await spending.Settle(reservation, reply.Usage.InputTokens, reply.Usage.OutputTokens, SizeOf(reply));
            return reply;
        }
        catch (DependencyException failure) when (failure.IsRefusal)
        {
            await spending.Release(reservation);
            throw;
        }
    }

    private async Task<ModelReply> AskUntilItFits(
        ModelPrompt prompt, IReadOnlyList<ChatMessage> sent, int ofAgent, int? maxOutputTokens, DeltaPublisher deltas,
        CancellationToken ct)
    {
        for (var shortenings = 0; ; shortenings++)
        {
            try
            {
                var request = new ChatOptions { Tools = [.. prompt.Tools], MaxOutputTokens = maxOutputTokens };
                return await Ask(prompt.Model, sent, request, deltas, ct);
            }
            catch (DependencyException refused) when (
                contexts.Learn(prompt.Model, refused, ContextFit.SizeOf(sent) + prompt.SizeOfTools))
            {
                var fewer = contexts.Fit(contexts.WindowOf(prompt.Model, ofAgent), prompt.Messages, prompt.Tools);
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

    private static long SizeOf(ModelReply reply) =>
        PromptBytes.Of(reply.Text) + PromptBytes.Of(reply.Data)
        + reply.ToolCalls.Sum(call => PromptBytes.Of(call.Tool) + PromptBytes.Of(call.Arguments));
}

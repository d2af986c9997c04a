using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using Sanctum.Agents;
using Sanctum.Memory;
using Sanctum.Models;
using Sanctum.Tools;
using Sanctum.Trust;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>Makes what a model is sent; calls are made of it, and <c>/context</c> shows it.</summary>
internal sealed class PromptBuilder(ToolCatalog tools)
{
    /// <summary>What is the same for all models and entries.</summary>
    /// <param name="tenant">The agent's tenant.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="blocks">Its core memory.</param>
    /// <param name="now">The time that the model is given.</param>
    public async ValueTask<PromptFrame> Begin(
        string tenant, Agent agent, ImmutableArray<MemoryBlock> blocks, DateTimeOffset now)
    {
        var allowed = await tools.OfferedTo(tenant, agent.Definition.Capabilities);
        return new PromptFrame(
            InstructionRenderer.Render(agent.Definition, blocks, now), [.. allowed.Select(tool => new ToolDeclaration(tool))]);
    }
}

/// <summary>The instructions and tools of a prompt.</summary>
internal sealed record PromptFrame(ImmutableArray<InstructionPart> Instructions, IReadOnlyList<ToolDeclaration> Tools)
{
    /// <summary>The prompt of a call.</summary>
    /// <param name="model">The model that is asked.</param>
    /// <param name="entries">What the session gives to it.</param>
    /// <param name="compaction">The compaction that the entries follow, or null.</param>
    /// <param name="recalled">The passages that were recalled for the turn.</param>
    public ModelPrompt For(
        string model, IReadOnlyList<TranscriptEntry> entries, Compaction? compaction,
        ImmutableArray<RecalledPassage> recalled)
    {
        var parts = RecalledText.PartsOf(recalled);
        return new ModelPrompt(
            model,
            Instructions,
            parts,
            [
                new(ChatRole.System, string.Concat(Instructions.Select(part => part.Text))),
                .. CompactedContext.NoteOf(compaction),
                .. RecalledText.MessagesOf(parts),
                .. ChatHistory.From(entries, model),
            ],
            Tools)
        {
            Trust = PromptTrust.Of(entries, TrustOfRest(compaction, recalled)),
        };
    }

    private TrustLevel TrustOfRest(Compaction? compaction, ImmutableArray<RecalledPassage> recalled)
    {
        var lowest = TrustLevels.Lowest(compaction?.Trust ?? TrustLevel.Operator, PromptTrust.Of(recalled));
        foreach (var part in Instructions)
            lowest = TrustLevels.Lowest(lowest, part.Trust);
        return lowest;
    }
}

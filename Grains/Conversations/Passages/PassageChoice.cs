using System.Collections.Immutable;
using Sanctum.Agents;
using Sanctum.Memory;
using Sanctum.Models;
using Sanctum.Storage;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>Chooses which of the passages that a search found a turn is given.</summary>
internal sealed class PassageChoice(TokenCounter counter, ModelContexts contexts)
{
    // Nearest vectors are found for every message. Below this cosine they say little, and passages that share a word come anyway.
    private const double MinSimilarity = 0.3;

    // Of a small window, the conversation keeps most.
    private const int ShareOfWindow = 8;
    private const int MinTokensOfCut = 40;
    private const string Cut = "…";

    /// <summary>How many tokens may be recalled; 0: none.</summary>
    /// <param name="agent">What the agent's definition says.</param>
    /// <param name="limits">What the installation says.</param>
    public int BudgetOf(AgentCapabilities agent, ConversationOptions limits)
    {
        var budget = agent.RecallTokens ?? limits.RecallTokens;
        return contexts.WindowOf(agent.Model, agent.ContextTokens).Tokens is { } window
            ? (int)Math.Min(budget, window / ShareOfWindow)
            : budget;
    }

    /// <summary>
    /// The best that fit, with all that the model reads beside them. One that does not fit is passed over; the best is cut.
    /// </summary>
    public ImmutableArray<RecalledPassage> Of(PassageHits found, int budget)
    {
        var left = budget - RecalledText.TokensBeside(counter);
        var chosen = ImmutableArray.CreateBuilder<RecalledPassage>();
        foreach (var hit in found.Items.Where(IsRelevant))
        {
            var passage = new RecalledPassage(
                hit.Passage.Id, hit.Passage.Version, hit.Passage.Text, hit.Passage.Source, hit.Passage.CreatedAt)
            {
                Trust = hit.Passage.Trust,
            };
            var tokens = TokensOf(passage);
            if (tokens > left && chosen.Count == 0 && left >= MinTokensOfCut)
                (passage, tokens) = Shorten(passage, tokens, left);
            if (tokens > left)
                continue;
            chosen.Add(passage);
            left -= tokens;
        }
        return chosen.ToImmutable();
    }

    private (RecalledPassage Passage, int Tokens) Shorten(RecalledPassage passage, int tokens, int max)
    {
        var text = passage.Text;
        while (tokens > max && text.Length > 1)
        {
            var characters = (int)Math.Min(text.Length - 1, (long)text.Length * max / tokens);
            text = StorableText.Cut(text, Math.Max(1, characters));
            passage = passage with { Text = text + Cut };
            tokens = TokensOf(passage);
        }
        return (passage, tokens);
    }

    private int TokensOf(RecalledPassage passage) => counter.Count(RecalledText.Of(passage).Text);

    private static bool IsRelevant(PassageHit hit) => hit.Parts.WordRank is not null || hit.Parts.Similarity >= MinSimilarity;
}

using System.Globalization;
using Orleans.Concurrency;
using Sanctum.Agents;
using Sanctum.Identity;
using Sanctum.Memory;
using Sanctum.Models;
using Sanctum.Trust;

namespace Sanctum.Conversations;

/// <summary>Says what a model call of a session holds.</summary>
/// <remarks>
/// Invariant: it is made by the code that makes the call, <see cref="PromptBuilder"/> and <see cref="ModelContexts"/>. Nothing is
/// written and no model is asked.
/// </remarks>
[StatelessWorker, GrainType("sessioncontext")]
internal sealed class SessionContextWorker(
    PromptBuilder prompts, ModelContexts contexts, TokenCounter counter, TimeProvider clock) : Grain, ISessionContextWorker
{
    public async Task<ModelContext> Explain(long? step)
    {
        var key = this.Key();
        var read = await GrainFactory.Session(key).ReadContext(step);
        var owner = new GrainKey(key.Tenant, read.AgentId);
        var agent = await GrainFactory.Agent(owner).Get();
        var blocks = await GrainFactory.Memory(owner).GetBlocks();
        var capabilities = agent.Definition.Capabilities;
        var frame = await prompts.Begin(key.Tenant, agent, blocks, read.At ?? clock.GetUtcNow());
        var prompt = frame.For(read.Model ?? capabilities.Model, read.Entries, read.Compaction, read.Recalled);
        var window = contexts.WindowOf(prompt.Model, capabilities.ContextTokens);
        var sent = contexts.Fit(window, prompt.Messages, prompt.Tools);
        var parts = ContextParts.Of(prompt, sent, counter, TrustById(read));
        return new ModelContext(
            key.Name, read.AgentId, prompt.Model, step, TokenCounter.Name, window, parts.Sum(part => part.Tokens),
            !ReferenceEquals(sent, prompt.Messages), read.Compaction, parts)
        {
            Trust = read.Trust ?? prompt.Trust,
        };
    }

    private static Dictionary<string, TrustLevel> TrustById(ContextEntries read)
    {
        var trust = read.Entries.ToDictionary(
            entry => entry.Seq.ToString(CultureInfo.InvariantCulture), PromptTrust.Of, StringComparer.Ordinal);
        if (read.Compaction is { } compaction)
            trust[CompactedContext.NoteId] = compaction.Trust;
        return trust;
    }
}

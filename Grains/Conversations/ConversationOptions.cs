using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;

namespace Sanctum.Conversations;

/// <summary>What a turn may see and cost; section <c>Sanctum:Conversation</c>.</summary>
[Settings("Sanctum:Conversation", SettingsGroup.Agents)]
public sealed class ConversationOptions
{
    /// <summary>Most earlier entries that the model is given.</summary>
    [Range(1, 1_000)]
    public int ContextEntries { get; set; } = 40;

    /// <summary>Most characters of earlier entries that the model is given; the turn's own entries are always whole.</summary>
    [Range(1_000, 2_000_000)]
    public int ContextCharacters { get; set; } = 60_000;

    /// <summary>
    /// Most tokens of a summary by which a full context is compacted; 0: no model is asked for one, and the oldest tool results
    /// and entries are left out.
    /// </summary>
    [Live, Range(0, 10_000)]
    public int SummaryTokens { get; set; } = 500;

    /// <summary>How long a summary may take before the call is made without it, shortened for this once.</summary>
    [Live, TimeRange("00:00:01", "00:10:00")]
    public TimeSpan SummaryTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Maximum tokens of archival memory that are recalled before a turn, where the agent's definition does not say; 0: none. At
    /// most an eighth of the model's window, where that is known.
    /// </summary>
    [Live, Range(0, 20_000)]
    public int RecallTokens { get; set; } = 800;

    /// <summary>Maximum passages that are recalled before a turn.</summary>
    [Live, Range(1, 50)]
    public int RecallPassages { get; set; } = 5;

    /// <summary>How long a turn waits for its archival memory before it runs without.</summary>
    [Live, TimeRange("00:00:00.010", "00:01:00")]
    public TimeSpan RecallTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long deltas are gathered before they are sent to watchers.</summary>
    [Live, TimeRange("00:00:00", "00:00:05")]
    public TimeSpan DeltaInterval { get; set; } = TimeSpan.FromMilliseconds(50);
}

using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;

namespace Sanctum.Conversations;

/// <summary>Search of transcripts by meaning; section <c>Sanctum:Memory:Recall</c>.</summary>
[Settings("Sanctum:Memory:Recall", SettingsGroup.Memory)]
public sealed class RecallOptions
{
    /// <summary>
    /// Whether transcripts are searched by meaning too. An agent's transcripts are embedded from its first such search on;
    /// <c>false</c> searches by words alone, and removes the vectors.
    /// </summary>
    public bool ByMeaning { get; set; } = true;

    /// <summary>Entries of one agent that are embedded and held in memory; of more, the newest.</summary>
    [Range(1, 1_000_000)]
    public int MaxEntries { get; set; } = 50_000;

    /// <summary>How long after its last search by meaning an agent's transcripts are embedded, and its vectors kept.</summary>
    [TimeRange("1.00:00:00", "3650.00:00:00")]
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(30);
}

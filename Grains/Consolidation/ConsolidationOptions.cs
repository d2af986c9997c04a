using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;

namespace Sanctum.Consolidation;

/// <summary>Runs that keep core memory in order; section <c>Sanctum:Memory:Consolidation</c>.</summary>
[Settings("Sanctum:Memory:Consolidation", SettingsGroup.Memory)]
public sealed class ConsolidationOptions
{
    /// <summary>The least time between the runs of a plan.</summary>
    [TimeRange("00:00:01", "30.00:00:00")]
    public TimeSpan MinInterval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Characters of blocks that the model is given; blocks beyond are left out, the longest first.</summary>
    [Range(1_000, 1_000_000)]
    public int MaxCharacters { get; set; } = 60_000;

    /// <summary>Tokens that the model may answer with.</summary>
    [Range(100, 200_000)]
    public int MaxAnswerTokens { get; set; } = 8_000;

    /// <summary>How long the model may take.</summary>
    [TimeRange("00:00:01", "01:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>Times that a run is begun before it fails.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; set; } = 5;
}

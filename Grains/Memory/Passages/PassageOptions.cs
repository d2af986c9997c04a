using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;

namespace Sanctum.Memory;

/// <summary>Archival memory of agents; section <c>Sanctum:Memory:Passages</c>.</summary>
[Settings("Sanctum:Memory:Passages", SettingsGroup.Memory)]
public sealed class PassageOptions
{
    /// <summary>Passages that one agent may have.</summary>
    [Range(1, 100_000_000)]
    public int MaxOfAgent { get; set; } = 1_000_000;
}

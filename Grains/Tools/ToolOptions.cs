using System.ComponentModel.DataAnnotations;

namespace Sanctum.Tools;

/// <summary>What running tools may take; section <c>Sanctum:Tools</c>.</summary>
public sealed class ToolOptions
{
    /// <summary>Tools of one agent that run at once in one process; further ones wait, and their time limit with them.</summary>
    [Range(1, 64)]
    public int MaxConcurrentPerAgent { get; set; } = 4;
}

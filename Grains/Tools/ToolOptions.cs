using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;
using Sanctum.Tools.Isolation;

namespace Sanctum.Tools;

/// <summary>What running tools may take; section <c>Sanctum:Tools</c>.</summary>
[Settings("Sanctum:Tools", SettingsGroup.Agents)]
public sealed class ToolOptions
{
    /// <summary>Tools of one agent that run at once in one process; further ones wait, and their time limit with them.</summary>
    [Range(1, 64)]
    public int MaxConcurrentPerAgent { get; set; } = 4;

    /// <summary>
    /// What holds each tool that runs in a separate process: <c>process</c>, limits alone, or <c>container</c>, which hides the
    /// host's files, network and processes. A tool may be given more than that, and never less.
    /// </summary>
    [EnumDataType(typeof(ToolSandbox))]
    public ToolSandbox Sandbox { get; set; } = ToolSandbox.Process;
}

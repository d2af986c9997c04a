using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;

namespace Sanctum.Tools.Isolation;

/// <summary>What a tool may take that runs in a separate process; section <c>Sanctum:Tools:Isolation</c>.</summary>
[Settings("Sanctum:Tools:Isolation", SettingsGroup.Agents)]
public sealed class IsolationOptions
{
    /// <summary>Processor time of one run, in whole seconds.</summary>
    [TimeRange("00:00:01", "01:00:00")]
    public TimeSpan CpuTime { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Memory of one run, the .NET runtime's own included, which is some 50 MB.</summary>
    [Range(128L * 1024 * 1024, 1024L * 1024 * 1024 * 1024)]
    public long MemoryBytes { get; set; } = 512L * 1024 * 1024;

    /// <summary>Such processes at once, over all agents; further runs wait, and their time limit with them.</summary>
    [Range(1, 1_024)]
    public int MaxProcesses { get; set; } = 8;

    /// <summary>
    /// Environment variables that these processes are given as well, such as <c>HTTPS_PROXY</c>; of the host's they see no
    /// others.
    /// </summary>
    public List<string> PassedEnvironment { get; set; } = [];
}

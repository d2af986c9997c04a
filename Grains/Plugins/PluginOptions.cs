using System.ComponentModel.DataAnnotations;
using Sanctum.Configuration;

namespace Sanctum.Plugins;

/// <summary>Third-party code that is loaded while the process runs; section <c>Sanctum:Plugins</c>.</summary>
[Settings("Sanctum:Plugins", SettingsGroup.App)]
public sealed class PluginOptions
{
    /// <summary>The folder that holds a folder for each plug-in. Where it is not there, there are none.</summary>
    [Required]
    public string Folder { get; set; } = "plugins";

    /// <summary>Names of plug-ins that rest until somebody starts them. Read again when the configuration changes.</summary>
    public string[] Disabled { get; set; } = [];

    /// <summary>
    /// Settings of plug-ins, by plug-in and by the setting's name, whatever the case; what operators set at run time wins. Here
    /// is the place for what comes from the environment, such as <c>Sanctum__Plugins__Settings__echo__ApiKey</c>; without it a
    /// shorter one holds, which <c>writing-a-plugin.md</c> tells.
    /// </summary>
    public Dictionary<string, Dictionary<string, string>> Settings { get; set; } = [];

    /// <summary>
    /// How long one call into a plug-in may take: start, stop, a post, a poll. Shorter than what waits for it outside.
    /// </summary>
    [TimeRange("00:00:00.050", "00:05:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>Calls in a row that must run into this limit for the plug-in to count as failed.</summary>
    [Range(1, 100)]
    public int HangsUntilFailed { get; set; } = 3;

    /// <summary>How long to wait for code that was unloaded to leave the memory, before it is reported as still held.</summary>
    [TimeRange("00:00:00.100", "00:05:00")]
    public TimeSpan UnloadTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the folder is looked at for what is new.</summary>
    [TimeRange("00:00:00.050", "01:00:00")]
    public TimeSpan ScanInterval { get; set; } = TimeSpan.FromSeconds(2);
}

using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Sanctum.Plugins;

/// <summary>Where a plug-in stands in this process. It holds texts alone, nothing of the plug-in's code.</summary>
internal sealed record PluginSnapshot(
    PluginState State,
    string? Reason = null,
    string? Version = null,
    ImmutableArray<string> Platforms = default,
    ImmutableArray<string> Tools = default,
    bool? Collected = null,
    string Settings = "{}",
    string? SettingsSchema = null)
{
    public ImmutableArray<string> Platforms { get; init; } = Platforms.IsDefault ? [] : Platforms;

    public ImmutableArray<string> Tools { get; init; } = Tools.IsDefault ? [] : Tools;

    public static PluginSnapshot Of(PluginAssembly code, PluginRun run, JsonObject settings) => new(
        PluginState.Running,
        Version: code.Version,
        Platforms: [.. run.Adapters.Select(adapter => adapter.Name)],
        Tools: [.. run.Tools.Select(tool => tool.Description.Name)],
        Settings: PluginSettings.Masked(run.SettingsSchema, settings).ToJsonString(),
        SettingsSchema: run.SettingsSchema.ToJsonString());

    public PluginStatus Describe(string name, string process, long revision) =>
        new(name, process, State, Reason, Version, Platforms, Tools, Collected, revision, Settings, SettingsSchema);
}

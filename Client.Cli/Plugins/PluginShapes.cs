using System.Text.Json.Nodes;

namespace Sanctum.Plugins;

/// <summary>What people see of the plug-ins.</summary>
internal sealed record PluginListShape(PluginShape[] Items);

/// <summary>One plug-in.</summary>
internal sealed record PluginShape(string Name, string Wanted, JsonObject Settings, PluginProcessShape[] Processes);

/// <summary>Where it stands in one process.</summary>
internal sealed record PluginProcessShape(
    string Process, string State, string? Reason, string? Version, string[] Platforms, string[] Tools, bool? Collected);

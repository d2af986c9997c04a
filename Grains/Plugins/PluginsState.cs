using System.Collections.Immutable;

namespace Sanctum.Plugins;

/// <summary>What operators want of plug-ins, on storage. Settings are encrypted, for there are secrets among them.</summary>
[GenerateSerializer, Alias("sanctum.plugins-state")]
public sealed class PluginsState
{
    /// <summary>Grows with every order.</summary>
    [Id(0)]
    public long Version { get; set; }

    /// <summary>By name.</summary>
    [Id(1)]
    public ImmutableArray<StoredPluginOrder> Orders { get; set; } = [];
}

/// <summary>What is wanted of one plug-in.</summary>
/// <param name="Name">The plug-in.</param>
/// <param name="Wanted">Where it should stand; null as configured.</param>
/// <param name="Revision">Grows with every order of this plug-in.</param>
/// <param name="Reloads">How often it was wanted anew.</param>
/// <param name="KeyId">The key that the settings are encrypted under; null where there are none.</param>
/// <param name="Settings">The settings, encrypted, in Base64.</param>
[GenerateSerializer, Immutable, Alias("sanctum.stored-plugin-order")]
public sealed record StoredPluginOrder(
    [property: Id(0)] string Name,
    [property: Id(1)] PluginState? Wanted,
    [property: Id(2)] long Revision,
    [property: Id(3)] long Reloads,
    [property: Id(4)] string? KeyId = null,
    [property: Id(5)] string? Settings = null);

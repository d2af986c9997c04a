using System.Collections.Immutable;
using System.Text;
using Orleans.Concurrency;
using Sanctum.Errors;
using Sanctum.Secrets;

namespace Sanctum.Plugins;

/// <summary>
/// What is wanted of the plug-ins of this deployment, keyed <c>default/plugins</c>. Every process that hosts grains follows it.
/// </summary>
[Alias("sanctum.IPluginsGrain")]
public interface IPluginsGrain : IGrainWithStringKey
{
    /// <summary>The plug-ins that some process has, by name.</summary>
    [AlwaysInterleave, Alias("List")]
    Task<ImmutableArray<PluginDescription>> List();

    /// <summary>One of them.</summary>
    /// <exception cref="NotFoundException">No process has it.</exception>
    [AlwaysInterleave, Alias("Get")]
    Task<PluginDescription> Get(string name);

    /// <summary>Wants something of a plug-in, and waits a while for every process to have done it. Safe to repeat.</summary>
    /// <exception cref="NotFoundException">No process has it.</exception>
    [AlwaysInterleave, Alias("Order")]
    Task<PluginDescription> Order(string name, PluginCommand command);

    /// <summary>Replaces the settings; they hold at once, without a restart.</summary>
    /// <param name="name">The plug-in.</param>
    /// <param name="settings">A JSON object. A secret that is sent as it is shown stays as it was.</param>
    /// <exception cref="InvalidRequestException">They break the plug-in's schema or its rules; nothing was changed.</exception>
    /// <exception cref="ConflictException">It is not loaded, so they cannot be checked.</exception>
    [AlwaysInterleave, Alias("ChangeSettings")]
    Task<PluginDescription> ChangeSettings(string name, string settings);

    /// <summary>What is wanted, once that is something newer than <paramref name="known"/>, or after a while.</summary>
    [AlwaysInterleave, Alias("Follow")]
    Task<PluginOrders> Follow(long known, CancellationToken cancellationToken);

    /// <summary>Takes what a process has; it is forgotten if the process does not report again.</summary>
    [AlwaysInterleave, OneWay, Alias("Report")]
    Task Report(PluginReport report);

    /// <summary>How many plug-ins have settings that are encrypted under which key.</summary>
    [AlwaysInterleave, Alias("CountSecrets")]
    Task<ImmutableArray<SecretCount>> CountSecrets();

    /// <summary>Encrypts settings under the current key that are under others; nothing else changes.</summary>
    [AlwaysInterleave, Alias("RenewSecrets")]
    Task<RenewedSecrets> RenewSecrets();
}

/// <summary>What became of secrets under earlier keys.</summary>
/// <param name="Renewed">Secrets that are under the current key now.</param>
/// <param name="Unreadable">Secrets that no key opens; they stay as they are.</param>
[GenerateSerializer, Immutable, Alias("sanctum.renewed-secrets")]
public sealed record RenewedSecrets([property: Id(0)] int Renewed, [property: Id(1)] int Unreadable);

/// <summary>What an operator can want of a plug-in.</summary>
public enum PluginCommand
{
    /// <summary>Let it work.</summary>
    Start,

    /// <summary>Let it rest; its code stays in memory.</summary>
    Stop,

    /// <summary>Let its code as it is on disk now take the place of the one that works.</summary>
    Reload,

    /// <summary>Stop it and take its code out of memory.</summary>
    Unload,
}

/// <summary>Where a plug-in stands in one process.</summary>
public enum PluginState
{
    /// <summary>Its files are there.</summary>
    Discovered,

    /// <summary>Its code is in memory.</summary>
    Loaded,

    /// <summary>It works.</summary>
    Running,

    /// <summary>It rests.</summary>
    Stopped,

    /// <summary>It does not work; there is a reason.</summary>
    Failed,
}

/// <summary>A plug-in as operators see it.</summary>
/// <param name="Name">Its folder's name.</param>
/// <param name="Wanted">Where it should stand.</param>
/// <param name="Settings">The settings that hold, a JSON object; secrets are masked.</param>
/// <param name="SettingsSchema">JSON Schema of the settings; null while no process has loaded it.</param>
/// <param name="Processes">Where it stands, by process.</param>
[GenerateSerializer, Immutable, Alias("sanctum.plugin-description")]
public sealed record PluginDescription(
    [property: Id(0)] string Name,
    [property: Id(1)] PluginState Wanted,
    [property: Id(2)] string Settings,
    [property: Id(3)] string? SettingsSchema,
    [property: Id(4)] ImmutableArray<PluginStatus> Processes)
{
    /// <summary>What is shown in the place of a secret.</summary>
    public const string MaskedSecret = "***";
}

/// <summary>A plug-in in one process.</summary>
/// <param name="Name">Its folder's name.</param>
/// <param name="Process">The process.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Reason">Why it failed, or what went wrong last; or null.</param>
/// <param name="Version">Its assembly's version; null while it is not loaded.</param>
/// <param name="Platforms">Platforms that it brings.</param>
/// <param name="Tools">Tools that it brings.</param>
/// <param name="Collected">Whether the code that was unloaded last has left the memory; null where none was.</param>
/// <param name="Revision">The order that was carried out last.</param>
/// <param name="Settings">The settings that hold, secrets masked.</param>
/// <param name="SettingsSchema">Their schema; null while it is not loaded.</param>
[GenerateSerializer, Immutable, Alias("sanctum.plugin-status")]
public sealed record PluginStatus(
    [property: Id(0)] string Name,
    [property: Id(1)] string Process,
    [property: Id(2)] PluginState State,
    [property: Id(3)] string? Reason,
    [property: Id(4)] string? Version,
    [property: Id(5)] ImmutableArray<string> Platforms,
    [property: Id(6)] ImmutableArray<string> Tools,
    [property: Id(7)] bool? Collected,
    [property: Id(8)] long Revision,
    [property: Id(9)] string Settings,
    [property: Id(10)] string? SettingsSchema);

/// <summary>The plug-ins of one process.</summary>
/// <param name="Process">The process; unique.</param>
/// <param name="Plugins">Its plug-ins.</param>
[GenerateSerializer, Immutable, Alias("sanctum.plugin-report")]
public sealed record PluginReport([property: Id(0)] string Process, [property: Id(1)] ImmutableArray<PluginStatus> Plugins);

/// <summary>What is wanted of those plug-ins that somebody ever wanted something of.</summary>
/// <param name="Version">Grows with every order.</param>
/// <param name="Orders">By name.</param>
[GenerateSerializer, Immutable, Alias("sanctum.plugin-orders")]
public sealed record PluginOrders([property: Id(0)] long Version, [property: Id(1)] ImmutableArray<PluginOrder> Orders);

/// <summary>What is wanted of a plug-in. It does not print its settings, which may hold secrets.</summary>
/// <param name="Name">The plug-in.</param>
/// <param name="Wanted"><see cref="PluginState.Running"/>, <see cref="PluginState.Stopped"/> or
/// <see cref="PluginState.Discovered"/>; null as configured.</param>
/// <param name="Revision">Grows with every order of this plug-in.</param>
/// <param name="Reloads">How often it was wanted anew.</param>
/// <param name="Settings">What operators set, a JSON object.</param>
[GenerateSerializer, Immutable, Alias("sanctum.plugin-order")]
public sealed record PluginOrder(
    [property: Id(0)] string Name,
    [property: Id(1)] PluginState? Wanted,
    [property: Id(2)] long Revision,
    [property: Id(3)] long Reloads,
    [property: Id(4)] string Settings)
{
    private bool PrintMembers(StringBuilder text)
    {
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{Name}: {Wanted}, revision {Revision}");
        return true;
    }
}

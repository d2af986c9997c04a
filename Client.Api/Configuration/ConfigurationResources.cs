using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sanctum.Errors;

namespace Sanctum.Configuration;

/// <summary>The settings of the gateway that answers and of a silo, and the live ones among them.</summary>
/// <param name="Version">The version of the live configuration in force; 0 where there is none.</param>
/// <param name="Live">The live settings in force, by name.</param>
/// <param name="Groups">All settings, by group.</param>
/// <param name="Processes">The processes that follow the live configuration.</param>
internal sealed record ConfigurationResource(
    int Version, SortedDictionary<string, string> Live, SettingGroupsResource Groups, ProcessResource[] Processes)
{
    public static ConfigurationResource From(ConfigurationStatus status, IReadOnlyCollection<SettingView> settings) => new(
        status.Current.Version, LiveValues.Of(status.Current), SettingGroupsResource.From(settings),
        [.. status.Processes.Select(ProcessResource.From)]);
}

/// <summary>Settings by group.</summary>
/// <param name="App">The process, the cluster, the database.</param>
/// <param name="Api">The gateway.</param>
/// <param name="Security">Who may do what, and secrets.</param>
/// <param name="Memory">What agents remember.</param>
/// <param name="Agents">Agents: queues, turns, tools, models, platforms.</param>
/// <param name="Logging">Logs, traces and metrics.</param>
internal sealed record SettingGroupsResource(
    SettingResource[] App, SettingResource[] Api, SettingResource[] Security, SettingResource[] Memory,
    SettingResource[] Agents, SettingResource[] Logging)
{
    public static SettingGroupsResource From(IReadOnlyCollection<SettingView> settings)
    {
        var groups = settings.ToLookup(setting => setting.Group, SettingResource.From);
        return new SettingGroupsResource(
            [.. groups[SettingsGroup.App]], [.. groups[SettingsGroup.Api]], [.. groups[SettingsGroup.Security]],
            [.. groups[SettingsGroup.Memory]], [.. groups[SettingsGroup.Agents]], [.. groups[SettingsGroup.Logging]]);
    }
}

/// <summary>A setting.</summary>
/// <param name="Name">Its whole name.</param>
/// <param name="Value">Its value as text, <c>[REDACTED]</c> where it is a secret; null where there is none.</param>
/// <param name="Source">Where the value comes from, such as <c>default</c>, <c>environment</c>, <c>live</c>.</param>
/// <param name="IsLive">Whether the live configuration may have it.</param>
/// <param name="Range">The values that it takes; null where any text will do.</param>
internal sealed record SettingResource(string Name, string? Value, string Source, bool IsLive, string? Range)
{
    public static SettingResource From(SettingView setting) =>
        new(setting.Name, setting.Value, setting.Source, setting.IsLive, setting.Range);
}

/// <summary>A process that follows the live configuration.</summary>
/// <param name="Id">The process; another one after a restart.</param>
/// <param name="Name">What it is and where.</param>
/// <param name="Version">The version that it applies.</param>
/// <param name="Refusal">Why it does not apply the newest; null where it does.</param>
internal sealed record ProcessResource(Guid Id, string Name, int Version, string? Refusal)
{
    public static ProcessResource From(ProcessReport report) => new(report.Id, report.Name, report.Applied, report.Refusal);
}

/// <summary>The live settings that are wanted, all of them.</summary>
/// <param name="Settings">By their whole names: texts, numbers, true or false.</param>
internal sealed record ConfigurationRequest(JsonObject? Settings)
{
    /// <exception cref="InvalidRequestException">The field is missing, or a value is no scalar.</exception>
    public ImmutableArray<LiveSetting> ToSettings()
    {
        var settings = Settings ?? throw new InvalidRequestException("settings", "is missing.");
        var wrong = settings.Where(setting => Text(setting.Value) is null)
            .Select(setting => new FieldError($"settings.{setting.Key}", "must be a text, a number, true or false.")).ToArray();
        return wrong.Length > 0
            ? throw new InvalidRequestException(wrong)
            : [.. settings.Select(setting => new LiveSetting(setting.Key, Text(setting.Value)!))];
    }

    private static string? Text(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.String => value.GetValue<string>(),
        JsonValueKind.Number => value.ToJsonString(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };
}

/// <summary>The version to put in force again.</summary>
/// <param name="Version">One of the versions; 0 for no live settings.</param>
internal sealed record ConfigurationRollbackRequest(int? Version);

/// <summary>One version of the live configuration.</summary>
/// <param name="Version">From 1, by one with each change.</param>
/// <param name="Actor">Who made it.</param>
/// <param name="CreatedAt">UTC; null for version 0.</param>
/// <param name="Settings">All of its settings, by name.</param>
internal sealed record ConfigurationVersionResource(
    int Version, string Actor, DateTimeOffset? CreatedAt, SortedDictionary<string, string> Settings)
{
    public static ConfigurationVersionResource From(ConfigurationVersion version) =>
        new(version.Version, version.Actor, version.CreatedAt, LiveValues.Of(version));
}

/// <summary>Versions of the live configuration.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Next">Pass it as <c>before</c> for the next page; null at the end.</param>
internal sealed record ConfigurationVersionList(ConfigurationVersionResource[] Items, int? Next);

/// <summary>What differs between two versions.</summary>
/// <param name="From">The one version.</param>
/// <param name="To">The other.</param>
/// <param name="Changes">Each setting that differs, by name.</param>
internal sealed record ConfigurationDiff(int From, int To, SortedDictionary<string, SettingChange> Changes)
{
    public static ConfigurationDiff Between(ConfigurationVersion from, ConfigurationVersion to)
    {
        var (before, after) = (LiveValues.Of(from), LiveValues.Of(to));
        var changes = new SortedDictionary<string, SettingChange>(StringComparer.Ordinal);
        foreach (var name in before.Keys.Union(after.Keys))
        {
            var change = new SettingChange(before.GetValueOrDefault(name), after.GetValueOrDefault(name));
            if (change.Before != change.After)
                changes[name] = change;
        }
        return new ConfigurationDiff(from.Version, to.Version, changes);
    }
}

/// <summary>A setting that differs.</summary>
/// <param name="Before">Its value before; null where it was not live.</param>
/// <param name="After">Its value after; null where it is not live.</param>
internal sealed record SettingChange(string? Before, string? After);

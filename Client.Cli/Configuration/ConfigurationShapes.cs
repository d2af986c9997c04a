namespace Sanctum.Configuration;

/// <summary>What people see of the settings.</summary>
internal sealed record ConfigurationShape(
    int Version, SortedDictionary<string, string> Live, SortedDictionary<string, SettingShape[]> Groups,
    ProcessShape[] Processes);

/// <summary>A setting.</summary>
internal sealed record SettingShape(string Name, string? Value, string Source, bool IsLive, string? Range);

/// <summary>A process that follows the live configuration.</summary>
internal sealed record ProcessShape(Guid Id, string Name, int Version, string? Refusal);

/// <summary>One version of the live configuration.</summary>
internal sealed record ConfigurationVersionShape(
    int Version, string Actor, DateTimeOffset? CreatedAt, SortedDictionary<string, string> Settings);

/// <summary>Versions of it.</summary>
internal sealed record ConfigurationHistoryShape(ConfigurationVersionShape[] Items, int? Next);

/// <summary>What differs between two versions.</summary>
internal sealed record ConfigurationDiffShape(int From, int To, SortedDictionary<string, SettingChangeShape> Changes);

/// <summary>A setting that differs.</summary>
internal sealed record SettingChangeShape(string? Before, string? After);

namespace Sanctum.Configuration;

/// <summary>Says of an options class where it is bound, and in which group its settings are shown.</summary>
/// <param name="section">Such as <c>Sanctum:Queue</c>. A last part in capitals stands for any name.</param>
/// <param name="group">The group of all its settings.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class SettingsAttribute(string section, SettingsGroup group) : Attribute
{
    /// <summary>Where the class is bound.</summary>
    public string Section { get; } = section;

    /// <summary>The group of its settings.</summary>
    public SettingsGroup Group { get; } = group;
}

/// <summary>The groups in which settings are shown.</summary>
public enum SettingsGroup
{
    /// <summary>The process, the cluster, the database, what comes with plug-ins.</summary>
    App,

    /// <summary>The gateway.</summary>
    Api,

    /// <summary>Who may do what, and secrets.</summary>
    Security,

    /// <summary>What agents remember.</summary>
    Memory,

    /// <summary>Agents: their queues, turns, tools, models and platforms.</summary>
    Agents,

    /// <summary>Logs, traces and metrics.</summary>
    Logging,
}

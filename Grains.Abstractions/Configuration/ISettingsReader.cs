using System.Collections.Immutable;

namespace Sanctum.Configuration;

/// <summary>Reads the settings of this process, masked.</summary>
internal interface ISettingsReader
{
    /// <summary>Each setting with its value and source, by name.</summary>
    ImmutableArray<SettingView> Read();
}

/// <summary>A source of configuration that says what it is.</summary>
internal interface ISettingSource
{
    /// <summary>What people call it, such as <c>file settings.yaml</c>.</summary>
    string Name { get; }

    /// <summary>The values of it that are secrets, whatever they are called.</summary>
    IEnumerable<string> Secrets => [];
}

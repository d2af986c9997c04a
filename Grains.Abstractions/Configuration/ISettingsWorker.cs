using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Sanctum.Configuration;

/// <summary>Describes the settings of the silo that answers; keyed <c>{tenant}/settings</c>.</summary>
[Alias("sanctum.ISettingsWorker")]
public interface ISettingsWorker : IGrainWithStringKey
{
    /// <summary>Each setting with its value and source, by name; secrets are masked.</summary>
    [AlwaysInterleave, ReadOnly, Alias("Describe")]
    Task<ImmutableArray<SettingView>> Describe();
}

/// <summary>A setting of a process.</summary>
/// <param name="Name">Its whole name, such as <c>Sanctum:Queue:MaxDepth</c>.</param>
/// <param name="Group">The group it belongs to.</param>
/// <param name="Value">Its value, masked if it is a secret; null where there is none.</param>
/// <param name="Source">Where the value comes from, such as <c>default</c>, <c>file settings.yaml</c>, <c>environment</c>,
/// <c>live</c>.</param>
/// <param name="IsLive">Whether it may be changed while processes run.</param>
/// <param name="Range">The values that it takes; null where any text will do.</param>
[GenerateSerializer, Immutable, Alias("sanctum.setting-view")]
public sealed record SettingView(
    [property: Id(0)] string Name, [property: Id(1)] SettingsGroup Group, [property: Id(2)] string? Value,
    [property: Id(3)] string Source, [property: Id(4)] bool IsLive, [property: Id(5)] string? Range);

using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Sanctum.Tools;

/// <summary>What a tenant's operators decided of tools, and the only writer of it; keyed <c>{tenant}/tools</c>.</summary>
[Alias("sanctum.IToolSettingsGrain")]
public interface IToolSettingsGrain : IGrainWithStringKey
{
    /// <summary>Of every tool that somebody ever decided about; it is read from memory.</summary>
    [AlwaysInterleave, ReadOnly, Alias("Get")]
    Task<ImmutableArray<ToolSetting>> Get();

    /// <summary>Changes what holds for a tool, durably. Other processes use it within a second.</summary>
    [Alias("Change")]
    Task<ToolSetting> Change(string tool, ToolChange change);
}

/// <summary>What operators decided of a tool.</summary>
/// <param name="Tool">The tool's name.</param>
/// <param name="Enabled">Whether agents are offered it and may run it.</param>
/// <param name="Reason">Why it is disabled, where somebody said so.</param>
/// <param name="TimeLimit">How long it may run; null as the tool itself says.</param>
/// <param name="ChangedAt">UTC; null where nobody ever decided.</param>
/// <param name="Isolation">Where it runs; <see cref="ToolIsolation.Default"/> as the tool itself says.</param>
[GenerateSerializer, Immutable, Alias("sanctum.tool-setting")]
public sealed record ToolSetting(
    [property: Id(0)] string Tool,
    [property: Id(1)] bool Enabled = true,
    [property: Id(2)] string? Reason = null,
    [property: Id(3)] TimeSpan? TimeLimit = null,
    [property: Id(4)] DateTimeOffset? ChangedAt = null,
    [property: Id(5)] ToolIsolation Isolation = ToolIsolation.Default)
{
    /// <summary>Why it is not run; null if it may be.</summary>
    public string? Refusal => Enabled ? null : $"The tool '{Tool}' is disabled{(Reason is null ? "." : $": {Reason}")}";
}

/// <summary>What an operator changes; what is null stays as it is.</summary>
/// <param name="Enabled">Whether agents are offered it and may run it.</param>
/// <param name="Reason">Why it is disabled, at most 500 characters; it goes with <paramref name="Enabled"/> being false.</param>
/// <param name="TimeLimit">How long it may run, 1 second to 10 minutes; zero for as long as the tool itself says.</param>
/// <param name="Isolation">Where it runs; <see cref="ToolIsolation.Default"/> as the tool itself says.</param>
[GenerateSerializer, Immutable, Alias("sanctum.tool-change")]
public sealed record ToolChange(
    [property: Id(0)] bool? Enabled = null,
    [property: Id(1)] string? Reason = null,
    [property: Id(2)] TimeSpan? TimeLimit = null,
    [property: Id(3)] ToolIsolation? Isolation = null);

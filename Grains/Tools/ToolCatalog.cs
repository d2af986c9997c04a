using System.Collections.Concurrent;
using System.Collections.Immutable;
using Sanctum.Agents;
using Sanctum.Identity;
using Sanctum.Telemetry;

namespace Sanctum.Tools;

/// <summary>
/// The tools of this process with what operators decided of them. The decisions are asked for again when what is known of them is
/// older than <see cref="LongestAge"/>, and only while somebody wants to know: no call of a model or a tool reads a row.
/// </summary>
internal sealed class ToolCatalog(ToolRegistry registry, IGrainFactory grains, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Decisions> _byTenant = new(StringComparer.Ordinal);

    /// <summary>So long after a decision was written the last process acts on it.</summary>
    public static TimeSpan LongestAge { get; } = TimeSpan.FromSeconds(1);

    /// <summary>The tools that an agent's model is told of.</summary>
    public async ValueTask<IEnumerable<ToolDescription>> OfferedTo(string tenant, AgentCapabilities capabilities)
    {
        var decided = await DecidedIn(tenant);
        return registry.AllowedFor(capabilities).Where(tool => decided.GetValueOrDefault(tool.Name) is not { Enabled: false });
    }

    /// <summary>What holds for a tool.</summary>
    public async ValueTask<ToolSetting> SettingOf(string tenant, string tool) =>
        (await DecidedIn(tenant)).GetValueOrDefault(tool) ?? new ToolSetting(tool);

    private async ValueTask<ImmutableDictionary<string, ToolSetting>> DecidedIn(string tenant)
    {
        if (_byTenant.TryGetValue(tenant, out var known) && clock.GetElapsedTime(known.AskedAt) < LongestAge)
        {
            SanctumTelemetry.CacheRead("tools", tier: "memory");
            return known.ByTool;
        }
        SanctumTelemetry.CacheRead("tools", tier: "database");
        // Counted from before the question, so that what was decided after the answer was made is never known for too long.
        var askedAt = clock.GetTimestamp();
        var settings = await grains.GetGrain<IToolSettingsGrain>(new GrainKey(tenant, "tools").ToString()).Get();
        var decided = settings.ToImmutableDictionary(setting => setting.Tool, StringComparer.Ordinal);
        _byTenant[tenant] = new Decisions(decided, askedAt);
        return decided;
    }

    private sealed record Decisions(ImmutableDictionary<string, ToolSetting> ByTool, long AskedAt);
}

using System.Collections.Immutable;
using Sanctum.Identity;

namespace Sanctum.Tools;

/// <summary>Keeps its rows in memory, for every process asks for them every second while its agents are at work.</summary>
[GrainType("toolsettings")]
internal sealed class ToolSettingsGrain(ToolSettingStore store) : Grain, IToolSettingsGrain
{
    private ImmutableSortedDictionary<string, ToolSetting> _byTool = ImmutableSortedDictionary.Create<string, ToolSetting>(
        StringComparer.Ordinal);

    private string Tenant => this.Key().Tenant;

    public override async Task OnActivateAsync(CancellationToken cancellationToken) =>
        _byTool = _byTool.AddRange(
            (await store.List(Tenant, cancellationToken)).Select(setting => KeyValuePair.Create(setting.Tool, setting)));

    public Task<ImmutableArray<ToolSetting>> Get() => Task.FromResult(_byTool.Values.ToImmutableArray());

    public async Task<ToolSetting> Change(string tool, ToolChange change)
    {
        try
        {
            var setting = (await store.Change(Tenant, tool, change, CancellationToken.None))!;
            _byTool = _byTool.SetItem(tool, setting);
            return setting;
        }
        catch
        {
            // What the row holds is not known; the next activation reads it.
            DeactivateOnIdle();
            throw;
        }
    }
}

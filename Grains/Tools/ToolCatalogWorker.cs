using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Errors;
using Sanctum.Tools.Isolation;

namespace Sanctum.Tools;

[StatelessWorker, GrainType("toolcatalogworker")]
internal sealed class ToolCatalogWorker(ToolRegistry registry, TimeProvider clock) : Grain, IToolCatalogWorker
{
    // The settings have the same key; here they are asked for as they are, not as this process remembers them.
    private IToolSettingsGrain Settings => GrainFactory.GetGrain<IToolSettingsGrain>(this.GetPrimaryKeyString());

    public async Task<ImmutableArray<CatalogTool>> List(ToolFilter? filter)
    {
        var settings = (await Settings.Get()).ToDictionary(setting => setting.Tool, StringComparer.Ordinal);
        return [.. registry.Descriptions
            .Where(tool => (filter?.Platform is null || filter.Platform == tool.Platform)
                && (filter?.Kind is null || filter.Kind == tool.Kind))
            .Select(tool => new CatalogTool(tool, settings.GetValueOrDefault(tool.Name) ?? new ToolSetting(tool.Name)))];
    }

    public async Task<CatalogTool> Get(string name)
    {
        var tool = Require(name);
        return new CatalogTool(
            tool.Description, (await Settings.Get()).FirstOrDefault(setting => setting.Tool == name) ?? new ToolSetting(name));
    }

    public async Task<CatalogTool> Change(string name, ToolChange change)
    {
        var tool = Require(name);
        ToolChangeRules.Check(change);
        IsolationRule.Check(tool.Tool, tool.Program, change.Isolation);
        var setting = await Settings.Change(name, change);
        // What other processes know is too old by then: none of them still acts on it.
        await Task.Delay(ToolCatalog.LongestAge, clock);
        return new CatalogTool(tool.Description, setting);
    }

    private RegisteredTool Require(string name) => registry.Find(name) ?? throw new NotFoundException("tool", name);
}

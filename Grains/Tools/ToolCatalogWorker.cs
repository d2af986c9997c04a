using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Sanctum.Tools;

[StatelessWorker]
internal sealed class ToolCatalogWorker(ToolRegistry registry) : Grain, IToolCatalogWorker
{
    public Task<ImmutableArray<ToolDescription>> List() => Task.FromResult(registry.Descriptions);
}

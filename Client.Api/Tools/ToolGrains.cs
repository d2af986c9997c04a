using Sanctum.Access;

namespace Sanctum.Tools;

/// <summary>The grains of tools and their runs.</summary>
internal static class ToolGrains
{
    public static IToolCatalogWorker ToolCatalog(this IGrainFactory grains) =>
        grains.GetGrain<IToolCatalogWorker>(CallerTenant.Key("tools").ToString());

    public static IToolRunGrain ToolRun(this IGrainFactory grains, Guid run) =>
        grains.GetGrain<IToolRunGrain>(CallerTenant.Key(run.ToString()).ToString());
}

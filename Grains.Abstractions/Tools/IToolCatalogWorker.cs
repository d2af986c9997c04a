using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Calls;

namespace Sanctum.Tools;

/// <summary>The tools of a tenant, with what its operators decided of them; keyed <c>{tenant}/tools</c>.</summary>
[Alias("sanctum.IToolCatalogWorker")]
public interface IToolCatalogWorker : IGrainWithStringKey
{
    /// <summary>Tools in the order of their names.</summary>
    /// <param name="filter">Which; null for all.</param>
    [AlwaysInterleave, Idempotent, Alias("List")]
    Task<ImmutableArray<CatalogTool>> List(ToolFilter? filter = null);

    /// <summary>One tool.</summary>
    /// <exception cref="Errors.NotFoundException">There is none of that name.</exception>
    [AlwaysInterleave, Idempotent, Alias("Get")]
    Task<CatalogTool> Get(string name);

    /// <summary>Changes what holds for a tool. It holds in every process once this answers, which takes about a second.</summary>
    /// <exception cref="Errors.NotFoundException">There is no tool of that name.</exception>
    /// <exception cref="Errors.InvalidRequestException">The change breaks a rule.</exception>
    [AlwaysInterleave, Alias("Change")]
    Task<CatalogTool> Change(string name, ToolChange change);
}

/// <summary>Which tools are meant.</summary>
/// <param name="Platform">Only those that act on this platform.</param>
/// <param name="Kind">Only those of this kind.</param>
[GenerateSerializer, Immutable, Alias("sanctum.tool-filter")]
public sealed record ToolFilter([property: Id(0)] string? Platform = null, [property: Id(1)] ToolKind? Kind = null);

/// <summary>A tool, and what operators decided of it.</summary>
/// <param name="Tool">What it says of itself.</param>
/// <param name="Setting">What operators decided.</param>
[GenerateSerializer, Immutable, Alias("sanctum.catalog-tool")]
public sealed record CatalogTool([property: Id(0)] ToolDescription Tool, [property: Id(1)] ToolSetting Setting)
{
    /// <summary>The tool's name.</summary>
    public string Name => Tool.Name;
}

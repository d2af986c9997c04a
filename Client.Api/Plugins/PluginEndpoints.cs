using System.Text.Json.Nodes;
using Sanctum.Access;
using Sanctum.Audit;
using Sanctum.Edge;
using Sanctum.Problems;

namespace Sanctum.Plugins;

/// <summary>Third-party code that comes and goes while the system runs.</summary>
internal sealed class PluginEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var plugins = routes.MapGroup("/v1/plugins").WithTags("Plug-ins");
        plugins.MapGet("", List)
            .Needs("plugins:read").ForOperators()
            .Produces<PluginList>()
            .Refuses()
            .WithSummary("List plug-ins with their state in each process");
        plugins.MapGet("/{plugin}", Get)
            .Needs("plugins:read").ForOperators()
            .Produces<PluginResource>()
            .Refuses(400, 404)
            .WithSummary("Read a plug-in with its settings, without its secrets");
        MapCommand(plugins, "start", PluginCommand.Start, AuditActions.PluginStart, "Start a plug-in");
        MapCommand(plugins, "stop", PluginCommand.Stop, AuditActions.PluginStop, "Stop a plug-in; its posts wait");
        MapCommand(
            plugins, "reload", PluginCommand.Reload, AuditActions.PluginReload,
            "Reload a plug-in's code from disk");
        MapCommand(plugins, "unload", PluginCommand.Unload, AuditActions.PluginUnload, "Unload a plug-in's code");
        plugins.MapPut("/{plugin}/settings", Set)
            .Needs("plugins:write").ForOperators()
            .Audited(AuditActions.PluginSettings, "plugin/{plugin}")
            .Produces<PluginResource>()
            .Refuses(400, 404, 409)
            .WithSummary("Replace a plug-in's settings; they apply at once");
    }

    private static void MapCommand(
        RouteGroupBuilder plugins, string verb, PluginCommand command, string action, string summary) =>
        plugins.MapPost($"/{{plugin}}/{verb}", (PluginName plugin, HttpContext http, IClusterClient grains) =>
                Order(plugin, command, http, grains))
            .Needs("plugins:write").ForOperators()
            .Audited(action, "plugin/{plugin}")
            .Produces<PluginResource>()
            .Refuses(400, 404)
            .WithSummary(summary);

    private static async Task<PluginList> List(IClusterClient grains) =>
        new([.. (await grains.Plugins().List()).Select(PluginResource.From)]);

    private static async Task<PluginResource> Get(PluginName plugin, IClusterClient grains) =>
        PluginResource.From(await grains.Plugins().Get(plugin.Value));

    private static async Task<PluginResource> Order(
        PluginName plugin, PluginCommand command, HttpContext http, IClusterClient grains)
    {
        var before = await grains.Plugins().Get(plugin.Value);
        var after = await grains.Plugins().Order(plugin.Value, command);
        http.AuditChange(AuditedChange.Between(new { before.Wanted }, new { after.Wanted }));
        return PluginResource.From(after);
    }

    private static async Task<PluginResource> Set(PluginName plugin, JsonObject settings, HttpContext http, IClusterClient grains)
    {
        var before = PluginResource.From(await grains.Plugins().Get(plugin.Value));
        var after = PluginResource.From(await grains.Plugins().ChangeSettings(plugin.Value, settings.ToJsonString()));
        var change = AuditedChange.Between(before.Settings, after.Settings, path => path.Contains('.', StringComparison.Ordinal));
        // A secret is shown alike before and after; one that came in as something else was set.
        foreach (var secret in settings.Where(field => IsMasked(after.Settings[field.Key]) && !IsMasked(field.Value)))
            change.WithSecret(secret.Key);
        http.AuditChange(change);
        return after;
    }

    private static bool IsMasked(JsonNode? value) =>
        value is JsonValue text && text.TryGetValue<string>(out var shown) && shown == PluginDescription.MaskedSecret;
}

/// <summary>The plug-ins.</summary>
/// <param name="Items">By name.</param>
internal sealed record PluginList(PluginResource[] Items);

/// <summary>A plug-in.</summary>
/// <param name="Name">Its folder's name.</param>
/// <param name="Wanted">Where it should stand.</param>
/// <param name="Settings">The settings that hold; secrets are masked.</param>
/// <param name="SettingsSchema">Their JSON Schema; null while no process has loaded it.</param>
/// <param name="Processes">Where it stands, by process.</param>
internal sealed record PluginResource(
    string Name, PluginState Wanted, JsonNode Settings, JsonNode? SettingsSchema, PluginProcess[] Processes)
{
    public static PluginResource From(PluginDescription plugin) => new(
        plugin.Name, plugin.Wanted, JsonNode.Parse(plugin.Settings)!,
        plugin.SettingsSchema is { } schema ? JsonNode.Parse(schema) : null,
        [.. plugin.Processes.Select(PluginProcess.From)]);
}

/// <summary>A plug-in in one process.</summary>
/// <param name="Process">The process.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Reason">Why it failed, or what went wrong last; or null.</param>
/// <param name="Version">Its version; null while it is not loaded.</param>
/// <param name="Platforms">Platforms that it brings.</param>
/// <param name="Tools">Tools that it brings.</param>
/// <param name="Collected">Whether the code that was unloaded last has left the memory; null where none was, or that is not known
/// yet.</param>
internal sealed record PluginProcess(
    string Process, PluginState State, string? Reason, string? Version, string[] Platforms, string[] Tools, bool? Collected)
{
    public static PluginProcess From(PluginStatus status) => new(
        status.Process, status.State, status.Reason, status.Version, [.. status.Platforms], [.. status.Tools], status.Collected);
}

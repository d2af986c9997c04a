using Sanctum.Access;
using Sanctum.Audit;
using Sanctum.Calls;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Limits;
using Sanctum.Problems;

namespace Sanctum.Configuration;

/// <summary>The settings of the running product, and the live ones: replaced, compared, taken back.</summary>
internal sealed class ConfigurationEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var config = routes.MapGroup("/v1/admin/config").WithTags("Configuration");
        config.MapGet("", Get)
            .Needs("config:read").ForOperators()
            .Produces<ConfigurationResource>()
            .WithSummary("Read all settings with their sources, the live configuration, and which processes apply it")
            .WithDescription(
                "Secrets are masked. Settings of the gateway are those of the gateway that answers, all others those of a " +
                "silo. The ETag is the version of the live configuration.");
        config.MapPut("", Put)
            .Needs("config:write").ForOperators()
            .Audited(AuditActions.ConfigPut, "config")
            .Produces<ConfigurationVersionResource>()
            .Refuses(400, 412)
            .WithSummary("Replace the live configuration")
            .WithDescription(
                "Settings that are left out have the values of their other sources again. All are checked before any " +
                "changes; every process applies the version within a second. With If-Match, the change is refused unless that " +
                "version is in force.");
        config.MapGet("/history", ListVersions)
            .Needs("config:read").ForOperators()
            .Produces<ConfigurationVersionList>()
            .Refuses(400)
            .WithSummary("List the versions of the live configuration, newest first");
        config.MapGet("/diff", Compare)
            .Needs("config:read").ForOperators()
            .Produces<ConfigurationDiff>()
            .Refuses(400, 404)
            .WithSummary("Compare two versions of the live configuration")
            .WithDescription("`from` and `to` are versions; 0 is the one without live settings. Without `to`, the one in force.");
        config.MapPost("/rollback", Rollback)
            .Needs("config:write").ForOperators()
            .Audited(AuditActions.ConfigRollback, "config", withBody: true)
            .Produces<ConfigurationVersionResource>()
            .Refuses(400, 404, 412)
            .WithSummary("Put an earlier version of the live configuration in force again, as the next version");
    }

    private static async Task<ConfigurationResource> Get(
        HttpResponse response, IClusterClient grains, SettingsCatalog catalog, ISettingsReader settings)
    {
        var status = await grains.Configuration().Get();
        var own = settings.Read();
        // In one process with a silo there are no others.
        var others = (await grains.SiloSettings().Describe()).Where(
            setting => catalog.Find(setting.Name) is null).ExceptBy(own.Select(setting => setting.Name), setting => setting.Name);
        response.Headers.ETag = EntityVersion.ToETag(status.Current.Version);
        return ConfigurationResource.From(status, [.. own, .. others]);
    }

    private static Task<ConfigurationVersionResource> Put(
        ConfigurationRequest request, HttpContext http, IClusterClient grains)
    {
        var (settings, expected) = (request.ToSettings(), EntityVersion.Demanded(http.Request));
        return Change(
            http, grains,
            actor => DemandedVersion.Hold(expected, () => grains.Configuration().Put(settings, actor, expected)));
    }

    private static Task<ConfigurationVersionResource> Rollback(
        ConfigurationRollbackRequest request, HttpContext http, IClusterClient grains)
    {
        var version = request.Version is { } wanted and >= 0
            ? wanted
            : throw new InvalidRequestException("version", "must be a version, or 0 for no live settings.");
        var expected = EntityVersion.Demanded(http.Request);
        return Change(
            http, grains,
            actor => DemandedVersion.Hold(expected, () => grains.Configuration().Restore(version, actor, expected)));
    }

    private static async Task<ConfigurationVersionList> ListVersions(int? before, int? limit, IClusterClient grains)
    {
        var size = PageLimit.Check(limit);
        var page = await grains.Configuration().ListVersions(before, size);
        return new ConfigurationVersionList(
            [.. page.Select(ConfigurationVersionResource.From)], page.Length == size ? page[^1].Version : null);
    }

    private static async Task<ConfigurationDiff> Compare(int? from, int? to, IClusterClient grains)
    {
        if (from is null)
            throw new InvalidRequestException("from", "is missing.");
        var grain = grains.Configuration();
        var before = await grain.Find(from.Value);
        return ConfigurationDiff.Between(before, to is { } version ? await grain.Find(version) : (await grain.Get()).Current);
    }

    private static async Task<ConfigurationVersionResource> Change(
        HttpContext http, IClusterClient grains, Func<string, Task<ConfigurationVersion>> change)
    {
        var before = LiveValues.Of((await grains.Configuration().Get()).Current);
        var after = await change(Principal.Current?.Actor ?? $"operator/{CallerAddress.Whole(http)}");
        http.AuditChange(AuditedChange.Between(before, LiveValues.Of(after)));
        http.Response.Headers.ETag = EntityVersion.ToETag(after.Version);
        return ConfigurationVersionResource.From(after);
    }
}

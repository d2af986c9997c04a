using System.Text.Json.Nodes;
using Sanctum.Access;
using Sanctum.Audit;
using Sanctum.Edge;
using Sanctum.Limits;
using Sanctum.Problems;

namespace Sanctum.Settings;

/// <summary>The settings document of user interfaces.</summary>
internal sealed class UiSettingsEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var settings = routes.MapGroup("/v1/settings/ui").WithTags("Settings");
        settings.MapGet("", Get)
            .Needs("settings:read")
            .Produces<UiSettingsResource>()
            .Refuses(400, 404)
            .WithSummary("Read the settings document of user interfaces")
            .WithDescription("The version in force, or the one that `version` names. The ETag is the version.");
        settings.MapPut("", Put)
            .Needs("settings:write")
            .Audited(AuditActions.SettingsUi, "settings/ui")
            .Produces<UiSettingsResource>()
            .Refuses(400, 412)
            .WithSummary("Replace the settings document of user interfaces")
            .WithDescription(
                "`uploads.maxBytes` limits the bodies of requests at every gateway within a second, below " +
                "Sanctum:Gateway:MaxBodyBytes. With If-Match, the change is refused unless that version is in force.");
    }

    private static async Task<UiSettingsResource> Get(int? version, HttpResponse response, IClusterClient grains) =>
        WithETag(await grains.UiSettings().Get(version), response);

    private static async Task<UiSettingsResource> Put(JsonObject document, HttpContext http, IClusterClient grains)
    {
        var expected = EntityVersion.Demanded(http.Request);
        var before = await grains.UiSettings().Get(version: null);
        var actor = Principal.Current?.Actor ?? $"operator/{CallerAddress.Whole(http)}";
        var after = await DemandedVersion.Hold(
            expected, () => grains.UiSettings().Put(document.ToJsonString(), actor, expected));
        http.AuditChange(AuditedChange.Between(JsonNode.Parse(before.Document), JsonNode.Parse(after.Document)));
        return WithETag(after, http.Response);
    }

    private static UiSettingsResource WithETag(UiSettings settings, HttpResponse response)
    {
        response.Headers.ETag = EntityVersion.ToETag(settings.Version);
        return new UiSettingsResource(
            settings.Version, JsonNode.Parse(settings.Document)!.AsObject(), settings.Actor, settings.CreatedAt);
    }
}

/// <summary>One version of the settings document of user interfaces.</summary>
/// <param name="Version">From 1, by one with each change; 0 where there is none.</param>
/// <param name="Settings">The document: <c>uploads</c>, <c>antivirus</c>, <c>speech</c>.</param>
/// <param name="Actor">Who made it; empty for version 0.</param>
/// <param name="CreatedAt">UTC; null for version 0.</param>
internal sealed record UiSettingsResource(int Version, JsonObject Settings, string Actor, DateTimeOffset? CreatedAt);

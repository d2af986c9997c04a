using Sanctum.Access;
using Sanctum.Audit;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Problems;

namespace Sanctum.Flags;

/// <summary>Feature flags: what is on or off for a tenant.</summary>
internal sealed class FlagEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var flags = routes.MapGroup("/v1/flags").WithTags("Flags");
        flags.MapGet("", List)
            .Needs("flags:read")
            .Produces<FlagList>()
            .WithSummary("List the feature flags");
        flags.MapGet("/{flag}", Get)
            .Needs("flags:read")
            .Produces<FlagResource>()
            .Refuses(400)
            .WithSummary("Read a feature flag")
            .WithDescription("One that was never set is off, with `isDefault` and version 0. The ETag is the version.");
        flags.MapPut("/{flag}", Put)
            .Needs("flags:write")
            .Audited(AuditActions.FlagPut, "flag/{flag}", withBody: true)
            .Produces<FlagResource>()
            .Refuses(400, 409, 412)
            .WithSummary("Turn a feature flag on or off")
            .WithDescription(
                "Known in every silo within a second. With If-Match, the change is refused unless the flag has that version. " +
                "Safe to repeat.");
        flags.MapDelete("/{flag}", Delete)
            .Needs("flags:delete")
            .Audited(AuditActions.FlagDelete, "flag/{flag}")
            .Produces(StatusCodes.Status204NoContent)
            .Refuses(400, 404, 409, 412)
            .WithSummary("Delete a feature flag, so that its default holds");
    }

    private static async Task<FlagList> List(IClusterClient grains) =>
        new([.. (await grains.Flags().List()).Select(FlagResource.From)]);

    private static async Task<FlagResource> Get(FlagName flag, HttpResponse response, IClusterClient grains) =>
        WithETag(FlagResource.Of(flag.Value, await grains.Flags().Find(flag.Value)), response);

    private static async Task<FlagResource> Put(FlagName flag, FlagRequest request, HttpContext http, IClusterClient grains)
    {
        var isOn = request.Enabled ?? throw new InvalidRequestException("enabled", "is missing.");
        var expected = EntityVersion.Demanded(http.Request);
        var before = FlagResource.Of(flag.Value, await grains.Flags().Find(flag.Value));
        var after = FlagResource.From(await DemandedVersion.Hold(
            expected, () => grains.Flags().Put(flag.Value, isOn, request.Description ?? "", expected)));
        http.AuditChange(AuditedChange.Between(before with { ChangedAt = null }, after with { ChangedAt = null }));
        return WithETag(after, http.Response);
    }

    private static async Task<IResult> Delete(FlagName flag, HttpRequest request, IClusterClient grains)
    {
        var expected = EntityVersion.Demanded(request);
        await DemandedVersion.Hold(expected, () => grains.Flags().Delete(flag.Value, expected));
        return Results.NoContent();
    }

    private static FlagResource WithETag(FlagResource flag, HttpResponse response)
    {
        response.Headers.ETag = EntityVersion.ToETag(flag.Version);
        return flag;
    }
}

/// <summary>What a flag is to be.</summary>
/// <param name="Enabled">Whether it is on.</param>
/// <param name="Description">What it is for; at most 500 characters.</param>
internal sealed record FlagRequest(bool? Enabled, string? Description);

/// <summary>A feature flag.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Enabled">Whether it is on.</param>
/// <param name="IsDefault">Whether it was never set.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Version">From 1, by one with each change; 0 where it was never set.</param>
/// <param name="ChangedAt">UTC; null where it was never set.</param>
internal sealed record FlagResource(
    string Name, bool Enabled, bool IsDefault, string Description, int Version, DateTimeOffset? ChangedAt)
{
    public static FlagResource From(FeatureFlag flag) =>
        new(flag.Name, flag.IsOn, IsDefault: false, flag.Description, flag.Version, flag.ChangedAt);

    public static FlagResource Of(string name, FeatureFlag? flag) =>
        flag is null ? new FlagResource(name, Enabled: false, IsDefault: true, "", 0, ChangedAt: null) : From(flag);
}

/// <summary>The feature flags.</summary>
/// <param name="Items">By name.</param>
internal sealed record FlagList(FlagResource[] Items);

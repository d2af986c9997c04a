using System.Text.Json.Nodes;
using Sanctum.Access;
using Sanctum.Edge;
using Sanctum.Problems;

namespace Sanctum.Platforms;

/// <summary>People as platforms know them, and who of them is the same person.</summary>
internal sealed class ProfileEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var profiles = routes.MapGroup("/v1/platforms/{platform}/profiles/{profile}").WithTags("People");
        profiles.MapGet("", Get)
            .Needs("people:read")
            .Produces<ProfileResource>()
            .Refuses(400, 404)
            .WithSummary("Read a profile by the platform's id or by handle");
        profiles.MapPatch("", Change)
            .Needs("people:write")
            .Produces<ProfileResource>()
            .Refuses(400, 404)
            .WithSummary("Change a profile's metadata (JSON merge patch), or whether the person is answered");
        profiles.MapPost("/link", Link)
            .Needs("people:write")
            .Produces<ProfileResource[]>()
            .Refuses(400, 404)
            .WithSummary("Link two profiles to one person");
        profiles.MapPost("/unlink", Unlink)
            .Needs("people:write")
            .Produces<ProfileResource>()
            .Refuses(400, 404)
            .WithSummary("Unlink a profile from its person");
    }

    private static async Task<ProfileResource> Get(PlatformName platform, string profile, IClusterClient grains) =>
        ProfileResource.From(await grains.People().Get(platform.Value, profile));

    private static async Task<ProfileResource> Change(
        PlatformName platform, string profile, ProfileChange change, IClusterClient grains) =>
        ProfileResource.From(
            await grains.People().Change(platform.Value, profile, change.Metadata?.ToJsonString(), change.HasOptedOut));

    private static async Task<ProfileResource[]> Link(
        PlatformName platform, string profile, ProfileKey same, IClusterClient grains) =>
        [.. (await grains.People().Link(new ProfileKey(platform.Value, profile), same)).Select(ProfileResource.From)];

    private static async Task<ProfileResource> Unlink(PlatformName platform, string profile, IClusterClient grains) =>
        ProfileResource.From(await grains.People().Unlink(new ProfileKey(platform.Value, profile)));
}

/// <summary>What to change; what is left out stays.</summary>
/// <param name="Metadata">A JSON merge patch of the metadata.</param>
/// <param name="HasOptedOut">Whether the person is not answered.</param>
internal sealed record ProfileChange(JsonObject? Metadata = null, bool? HasOptedOut = null);

/// <summary>A person on one platform.</summary>
/// <param name="Platform">The platform.</param>
/// <param name="ProfileId">The platform's lasting id of the person.</param>
/// <param name="UserId">The person.</param>
/// <param name="Handle">The handle.</param>
/// <param name="DisplayName">The name that people see; may be empty.</param>
/// <param name="IsBot">Whether the platform says that it is a bot; null where it does not say.</param>
/// <param name="HasOptedOut">Whether the person asked not to be answered.</param>
/// <param name="Metadata">What else is known.</param>
/// <param name="FirstSeenAt">UTC.</param>
/// <param name="LastSeenAt">UTC.</param>
internal sealed record ProfileResource(
    string Platform,
    string ProfileId,
    Guid UserId,
    string Handle,
    string DisplayName,
    bool? IsBot,
    bool HasOptedOut,
    JsonNode Metadata,
    DateTimeOffset FirstSeenAt,
    DateTimeOffset LastSeenAt)
{
    public static ProfileResource From(UserProfile profile) => new(
        profile.Platform, profile.ProfileId, profile.UserId, profile.Handle, profile.DisplayName, profile.IsBot,
        profile.HasOptedOut, JsonNode.Parse(profile.Metadata)!, profile.FirstSeenAt, profile.LastSeenAt);
}

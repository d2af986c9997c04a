using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Calls;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Platforms.Accounts;

namespace Sanctum.Platforms.People;

/// <summary>Reads and changes people in their rows; it keeps nothing itself.</summary>
[StatelessWorker, GrainType("people")]
internal sealed class PeopleGrain(ProfileStore store, PersonStore people) : Grain, IPeopleGrain
{
    private const int MaxNameCharacters = 256;
    private const int MaxMetadataCharacters = 16_000;

    private string Tenant => this.Key().Tenant;

    public async Task<UserProfile> GetOrCreate(string platform, string profileId, string handle, string displayName)
    {
        var errors = Limit("platform", platform, least: 1).Concat(Limit("profileId", profileId, least: 1)).Concat(
            Limit("handle", handle, least: 1))
            .Concat(Limit("displayName", displayName, least: 0)).ToList();
        if (errors.Count > 0)
            throw new InvalidRequestException(errors);
        return await store.GetOrCreate(Tenant, new ProfileKey(platform, profileId), handle, displayName, CancellationToken.None);
    }

    public async Task<UserProfile> Get(string platform, string idOrHandle) =>
        await store.Find(Tenant, new ProfileKey(platform, idOrHandle), CancellationToken.None)
            ?? throw Unknown(new ProfileKey(platform, idOrHandle));

    public async Task<UserProfile> Change(string platform, string profileId, string? metadata, bool? hasOptedOut)
    {
        var profile = await Get(platform, profileId);
        var merged = metadata is null ? profile.Metadata : AccountDocuments.Merge("metadata", profile.Metadata, metadata);
        if (merged.Length > MaxMetadataCharacters)
            throw new InvalidRequestException(
                "metadata", $"has {merged.Length} characters; the limit is {MaxMetadataCharacters}.");
        var key = new ProfileKey(platform, profile.ProfileId);
        return await store.Change(Tenant, key, merged, hasOptedOut, CancellationToken.None) ?? throw Unknown(key);
    }

    public async Task<ImmutableArray<UserProfile>> Link(ProfileKey profile, ProfileKey same)
    {
        var (first, second) = (await Get(profile.Platform, profile.ProfileId), await Get(same.Platform, same.ProfileId));
        if (first.UserId != second.UserId)
            await store.Merge(Tenant, into: first.UserId, from: second.UserId, CancellationToken.None);
        return await ListProfiles(first.UserId);
    }

    public async Task<UserProfile> Unlink(ProfileKey profile)
    {
        var found = await Get(profile.Platform, profile.ProfileId);
        var key = new ProfileKey(found.Platform, found.ProfileId);
        await store.Separate(Tenant, key, Guid.CreateVersion7(), CancellationToken.None);
        return await Get(key.Platform, key.ProfileId);
    }

    public Task<ImmutableArray<UserProfile>> ListProfiles(Guid userId) => store.List(Tenant, userId, CancellationToken.None);

    public async Task<Person> Find(Guid userId) =>
        await people.Find(Tenant, userId, CancellationToken.None) ?? throw new NotFoundException("person", userId.ToString());

    public async Task<PeoplePage> List(Guid? after, int limit)
    {
        PageLimit.Check(limit);
        if (after is { } id && await people.Find(Tenant, id, CancellationToken.None) is null)
            throw new InvalidRequestException("after", $"there is no person {id}.");
        var page = await people.List(Tenant, after, limit, CancellationToken.None);
        return new PeoplePage(page, page.Length == limit ? page[^1].Id : null);
    }

    private static IEnumerable<FieldError> Limit(string field, string value, int least)
    {
        if (value.Length < least)
            yield return new FieldError(field, "must not be empty.");
        if (value.Length > MaxNameCharacters)
            yield return new FieldError(field, $"has {value.Length} characters; the limit is {MaxNameCharacters}.");
        if (NullCharacter.IsIn(value))
            yield return NullCharacter.Error(field);
    }

    private static NotFoundException Unknown(ProfileKey key) => new("profile", $"{key.Platform}/{key.ProfileId}");
}

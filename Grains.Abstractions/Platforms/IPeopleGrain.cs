using System.Collections.Immutable;
using Sanctum.Calls;
using Sanctum.Errors;

namespace Sanctum.Platforms;

/// <summary>
/// The people that a tenant's accounts have met; keyed <c>{tenant}/people</c>. A profile is a person on one platform. Each
/// belongs to a user; profiles of one person on several platforms can be linked, so that they belong to the same one.
/// </summary>
[Alias("sanctum.IPeopleGrain")]
public interface IPeopleGrain : IGrainWithStringKey
{
    /// <summary>
    /// The profile of this id; a new one with a new user where there is none. Names that changed are taken over.
    /// </summary>
    /// <exception cref="InvalidRequestException">A name is empty or longer than 256 characters.</exception>
    [Idempotent, Alias("GetOrCreate")]
    Task<UserProfile> GetOrCreate(string platform, string profileId, string handle, string displayName);

    /// <summary>The profile of this id or, else, of this handle.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    [Alias("Get")]
    Task<UserProfile> Get(string platform, string idOrHandle);

    /// <summary>Changes what is stored of a profile; null leaves a field as it is.</summary>
    /// <param name="platform">The platform.</param>
    /// <param name="profileId">The platform's id of the person.</param>
    /// <param name="metadata">A JSON merge patch (RFC 7396) of the metadata.</param>
    /// <param name="hasOptedOut">Whether the person is not answered.</param>
    /// <exception cref="NotFoundException">There is no such profile.</exception>
    /// <exception cref="InvalidRequestException">The metadata is no JSON object, or too long.</exception>
    [Alias("Change")]
    Task<UserProfile> Change(string platform, string profileId, string? metadata, bool? hasOptedOut);

    /// <summary>
    /// Says that two profiles are one person: all profiles of the second's user come to the first's. Safe to repeat.
    /// </summary>
    /// <returns>Every profile of that person.</returns>
    /// <exception cref="NotFoundException">One of them does not exist.</exception>
    [Alias("Link")]
    Task<ImmutableArray<UserProfile>> Link(ProfileKey profile, ProfileKey same);

    /// <summary>Says that a profile is somebody else after all: it gets a user of its own.</summary>
    /// <exception cref="NotFoundException">There is no such profile.</exception>
    [Alias("Unlink")]
    Task<UserProfile> Unlink(ProfileKey profile);

    /// <summary>The profiles of a user; empty where there is no such user.</summary>
    [Alias("ListProfiles")]
    Task<ImmutableArray<UserProfile>> ListProfiles(Guid userId);

    /// <summary>A person with all profiles.</summary>
    /// <exception cref="NotFoundException">There is no such person.</exception>
    [Alias("Find")]
    Task<Person> Find(Guid userId);

    /// <summary>A page of people, those met last first.</summary>
    /// <param name="after">Only people behind this one; null for the first page.</param>
    /// <param name="limit">1 to 200.</param>
    /// <exception cref="InvalidRequestException">There is no person <paramref name="after"/>, or the limit is out of its
    /// bounds.</exception>
    [Alias("List")]
    Task<PeoplePage> List(Guid? after, int limit);
}

/// <summary>A page of people.</summary>
/// <param name="Items">At most as many as were asked for.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
[GenerateSerializer, Immutable, Alias("sanctum.people-page")]
public sealed record PeoplePage([property: Id(0)] ImmutableArray<Person> Items, [property: Id(1)] Guid? Next);

/// <summary>A person, on however many platforms.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="CreatedAt">When the person was met first, in UTC.</param>
/// <param name="Profiles">By platform.</param>
[GenerateSerializer, Immutable, Alias("sanctum.person")]
public sealed record Person(
    [property: Id(0)] Guid Id, [property: Id(1)] DateTimeOffset CreatedAt,
    [property: Id(2)] ImmutableArray<UserProfile> Profiles);

/// <summary>Which profile.</summary>
/// <param name="Platform">The platform.</param>
/// <param name="ProfileId">The platform's lasting id of the person.</param>
[GenerateSerializer, Immutable, Alias("sanctum.profile-key")]
public sealed record ProfileKey([property: Id(0)] string Platform, [property: Id(1)] string ProfileId);

/// <summary>A person on one platform.</summary>
/// <param name="Platform">The platform.</param>
/// <param name="ProfileId">The platform's lasting id of the person.</param>
/// <param name="UserId">The person.</param>
/// <param name="Handle">The handle.</param>
/// <param name="DisplayName">The name that people see; may be empty.</param>
/// <param name="IsBot">Whether the platform says that it is a bot; null where it does not say.</param>
/// <param name="HasOptedOut">Whether the person asked not to be answered.</param>
/// <param name="Metadata">What else is known, a JSON object.</param>
/// <param name="FirstSeenAt">UTC.</param>
/// <param name="LastSeenAt">UTC.</param>
[GenerateSerializer, Immutable, Alias("sanctum.user-profile")]
public sealed record UserProfile(
    [property: Id(0)] string Platform,
    [property: Id(1)] string ProfileId,
    [property: Id(2)] Guid UserId,
    [property: Id(3)] string Handle,
    [property: Id(4)] string DisplayName,
    [property: Id(5)] bool? IsBot,
    [property: Id(6)] bool HasOptedOut,
    [property: Id(7)] string Metadata,
    [property: Id(8)] DateTimeOffset FirstSeenAt,
    [property: Id(9)] DateTimeOffset LastSeenAt);

using System.Collections.Immutable;
using Sanctum.Errors;

namespace Sanctum.Platforms;

/// <summary>The platforms of this deployment and a tenant's accounts on them; keyed <c>{tenant}/platforms</c>.</summary>
[Alias("sanctum.IPlatformDirectoryGrain")]
public interface IPlatformDirectoryGrain : IGrainWithStringKey
{
    /// <summary>The platforms, by name.</summary>
    [Alias("ListPlatforms")]
    Task<ImmutableArray<PlatformDescription>> ListPlatforms();

    /// <summary>
    /// Registers an adapter that runs in a separate process, or changes it. It holds at once here, and soon in other processes.
    /// </summary>
    /// <exception cref="InvalidRequestException">A field breaks a rule.</exception>
    /// <exception cref="ConflictException">The platform has an adapter that was not registered.</exception>
    [Alias("Register")]
    Task<PlatformDescription> Register(string platform, RemoteRegistration registration);

    /// <summary>Forgets a registration. Accounts and posts of the platform stay, and wait for another.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    [Alias("Unregister")]
    Task Unregister(string platform);

    /// <summary>The accounts on a platform, by name.</summary>
    /// <param name="platform">The platform.</param>
    /// <param name="after">Only names behind this one; null for the first page.</param>
    /// <param name="limit">1 to 200.</param>
    /// <exception cref="NotFoundException">There is no such platform.</exception>
    [Alias("ListAccounts")]
    Task<ImmutableArray<AccountSummary>> ListAccounts(string platform, string? after, int limit);

    /// <summary>Names of the accounts on a platform whose settings have an object of this name, by name.</summary>
    /// <param name="platform">The platform.</param>
    /// <param name="setting">The setting.</param>
    /// <param name="limit">1 to 200.</param>
    [Alias("ListAccountsWith")]
    Task<ImmutableArray<string>> ListAccountsWith(string platform, string setting, int limit);

    /// <summary>The sessions of all accounts that are in one state, newest first, without their secrets.</summary>
    /// <param name="state">Which state.</param>
    /// <param name="before">Only sessions older than this one; null for the first page.</param>
    /// <param name="limit">1 to 200.</param>
    [Alias("ListSessions")]
    Task<ImmutableArray<AccountSession>> ListSessions(SessionState state, Guid? before, int limit);

    /// <summary>Removes sessions that ended at least this long ago; those in use stay.</summary>
    /// <param name="olderThan">Null means <c>Sanctum:Platforms:SessionRetention</c>.</param>
    /// <returns>How many were removed.</returns>
    [Alias("CleanSessions")]
    Task<int> CleanSessions(TimeSpan? olderThan);
}

/// <summary>An account in a list.</summary>
/// <param name="Account">Its name in Sanctum.</param>
/// <param name="Agent">The agent whose account it is.</param>
/// <param name="Status">Whether it works.</param>
/// <param name="StatusReason">Why it does not, or null.</param>
/// <param name="LastError">What went wrong in the last poll, or null if it went well.</param>
[GenerateSerializer, Immutable, Alias("sanctum.account-summary")]
public sealed record AccountSummary(
    [property: Id(0)] string Account,
    [property: Id(1)] string Agent,
    [property: Id(2)] AccountStatus Status,
    [property: Id(3)] string? StatusReason,
    [property: Id(4)] string? LastError);

/// <summary>A session and whose it is.</summary>
/// <param name="Platform">The platform.</param>
/// <param name="Account">The account's name in Sanctum.</param>
/// <param name="Session">The session, without its secrets.</param>
[GenerateSerializer, Immutable, Alias("sanctum.account-session")]
public sealed record AccountSession(
    [property: Id(0)] string Platform, [property: Id(1)] string Account, [property: Id(2)] SessionRecord Session);

/// <summary>A platform as operators see it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Operations">What can be done there: <c>post</c>, <c>poll</c>, <c>webhook</c>, <c>typing</c>, <c>thread</c>,
/// <c>search</c>, <c>profile</c>, <c>delete</c>.</param>
/// <param name="LongestText">The longest text of one post.</param>
/// <param name="TextUnit">What that counts.</param>
/// <param name="NeedsAccount">Whether an account must be connected.</param>
/// <param name="IdempotentPosts">Whether posting twice with one idempotency key is one post.</param>
/// <param name="Threads">Whether a post can be a reply.</param>
/// <param name="Media">Whether a post can hold images.</param>
/// <param name="Edits">Whether a post can be changed.</param>
/// <param name="Credentials">Names of the credentials that an account gives.</param>
/// <param name="SettingsSchema">JSON Schema of an account's settings.</param>
/// <param name="RulesSchema">JSON Schema of an account's rules.</param>
/// <param name="Remote">How its process is doing; null where the adapter is none of its own.</param>
[GenerateSerializer, Immutable, Alias("sanctum.platform-description")]
public sealed record PlatformDescription(
    [property: Id(0)] string Name,
    [property: Id(1)] ImmutableArray<string> Operations,
    [property: Id(2)] int LongestText,
    [property: Id(3)] TextUnit TextUnit,
    [property: Id(4)] bool NeedsAccount,
    [property: Id(5)] bool IdempotentPosts,
    [property: Id(6)] bool Threads,
    [property: Id(7)] bool Media,
    [property: Id(8)] bool Edits,
    [property: Id(9)] ImmutableArray<string> Credentials,
    [property: Id(10)] string SettingsSchema,
    [property: Id(11)] string RulesSchema,
    [property: Id(12)] RemoteState? Remote = null);

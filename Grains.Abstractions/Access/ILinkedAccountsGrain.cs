using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Errors;

namespace Sanctum.Access;

/// <summary>
/// Accounts at OpenID providers, and the users whom they sign in; keyed <c>{tenant}/linked-accounts</c>. The gateway has checked
/// what a provider says of an account.
/// </summary>
[Alias("sanctum.ILinkedAccountsGrain")]
public interface ILinkedAccountsGrain : IGrainWithStringKey
{
    /// <summary>Starts a session of the user whom an account signs in; one is made where the rules say so.</summary>
    /// <exception cref="SignInRefusedException">No user is linked with it, or the user is disabled.</exception>
    /// <exception cref="ConflictException">A user cannot be made.</exception>
    [AlwaysInterleave, Alias("SignIn"), ResponseTimeout("00:01:00")]
    Task<SignedIn> SignIn(ProviderAccount account, ProviderRules rules, Caller caller);

    /// <summary>Checks that a session began a moment ago, before its user goes to a provider to link an account.</summary>
    /// <exception cref="RecentSignInRequiredException">It began long ago, or has ended.</exception>
    [AlwaysInterleave, Alias("RequireRecentSignIn")]
    Task RequireRecentSignIn(string username, Guid session);

    /// <summary>Has an account sign a user in from now on.</summary>
    /// <param name="username">The user.</param>
    /// <param name="session">A session of the user that is open and began a moment ago.</param>
    /// <param name="account">The account.</param>
    /// <exception cref="SignInRefusedException">The session has ended, or began long ago.</exception>
    /// <exception cref="ConflictException">It is linked with another user, or the user has one at this provider.</exception>
    [Alias("Link")]
    Task Link(string username, Guid session, ProviderAccount account);

    /// <summary>The accounts that sign a user in, the oldest first.</summary>
    [AlwaysInterleave, Alias("List")]
    Task<ImmutableArray<LinkedAccount>> List(string username);

    /// <summary>Ends that, and every session but one that began by it. Safe to repeat.</summary>
    /// <exception cref="ConflictException">The user could not sign in any more.</exception>
    /// <exception cref="RecentSignInRequiredException">The kept session began long ago.</exception>
    [Alias("Unlink")]
    Task Unlink(string username, string provider, Guid keptSession);
}

/// <summary>An account at an OpenID provider, as a token that was checked describes it.</summary>
/// <param name="Provider">What the provider is called in the settings; at most 64 characters.</param>
/// <param name="Issuer">The provider; at most 512 characters.</param>
/// <param name="Subject">The account; at most 255 characters.</param>
/// <param name="Name">What it calls itself, or null.</param>
[GenerateSerializer, Immutable, Alias("sanctum.provider-account")]
public sealed record ProviderAccount(
    [property: Id(0)] string Provider, [property: Id(1)] string Issuer, [property: Id(2)] string Subject,
    [property: Id(3)] string? Name)
{
    /// <summary>Names the provider, not the account.</summary>
    public override string ToString() => $"An account at {Provider}";
}

/// <summary>What the settings of a provider say of an account.</summary>
/// <param name="CreatesUsers">Whether a user is made for an account without one.</param>
/// <param name="Roles">The roles of such a user.</param>
/// <param name="RolesFollow">Whether a user whom the provider made has these roles again at each sign-in.</param>
[GenerateSerializer, Immutable, Alias("sanctum.provider-rules")]
public sealed record ProviderRules(
    [property: Id(0)] bool CreatesUsers, [property: Id(1)] ImmutableArray<string> Roles, [property: Id(2)] bool RolesFollow);

/// <summary>An account that signs a user in.</summary>
/// <param name="Provider">What its provider is called in the settings.</param>
/// <param name="Issuer">The provider.</param>
/// <param name="Name">What it calls itself, or null.</param>
/// <param name="LinkedAt">UTC.</param>
/// <param name="UsedAt">When it signed in last, UTC; null if never.</param>
[GenerateSerializer, Immutable, Alias("sanctum.linked-account")]
public sealed record LinkedAccount(
    [property: Id(0)] string Provider, [property: Id(1)] string Issuer, [property: Id(2)] string? Name,
    [property: Id(3)] DateTimeOffset LinkedAt, [property: Id(4)] DateTimeOffset? UsedAt);

using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Errors;

namespace Sanctum.Access;

/// <summary>
/// A user, and the only writer of the user's rows; keyed <c>{tenant}/{username}</c>. Whether somebody may call a method is
/// decided by the gateway; that nobody gives away more than they have is decided here, by <see cref="Principal.Current"/>.
/// </summary>
[Alias("sanctum.IUserGrain")]
public interface IUserGrain : IGrainWithStringKey
{
    /// <summary>The user.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    [ReadOnly, Alias("Get")]
    Task<User> Get();

    /// <summary>Creates the user.</summary>
    /// <exception cref="ConflictException">The name is taken, or the tenant has as many users as may be.</exception>
    /// <exception cref="InvalidRequestException">A field breaks a rule.</exception>
    /// <exception cref="MissingPermissionException">A role allows more than the caller may do.</exception>
    [Alias("Create")]
    Task<CreatedUser> Create(NewUser user);

    /// <summary>
    /// Creates the first admin of a tenant and answers the one-time password; null where an enabled user may do everything
    /// already, or the name is taken.
    /// </summary>
    [Alias("CreateFirst")]
    Task<string?> CreateFirst();

    /// <summary>
    /// Makes the user an enabled admin with a new one-time password, and ends all sessions; a user who is not there is created.
    /// </summary>
    /// <returns>The password.</returns>
    [Alias("Recover")]
    Task<string> Recover();

    /// <summary>
    /// Starts a session. An unknown name, a disabled user and a wrong password have one answer, after the same work.
    /// </summary>
    /// <exception cref="SignInRefusedException">It is refused.</exception>
    /// <exception cref="SecondFactorRequiredException">The password is right, and the user has codes asked for.</exception>
    /// <exception cref="Errors.LimitExceededException">Too many attempts failed, or too many are being checked.</exception>
    [Alias("SignIn"), ResponseTimeout("00:01:00")]
    Task<SignedIn> SignIn(string password, Caller caller);

    /// <summary>Changes the password and ends all other sessions.</summary>
    /// <exception cref="SignInRefusedException">The present password is wrong.</exception>
    /// <exception cref="InvalidRequestException">The new password breaks a rule.</exception>
    [Alias("ChangePassword"), ResponseTimeout("00:01:00")]
    Task ChangePassword(string current, string next, Guid keptSession);

    /// <summary>Issues a token by which the password can be set once; it replaces the one issued before.</summary>
    [Alias("Reset")]
    Task<PasswordReset> Reset();

    /// <summary>Sets the password by such a token and ends all sessions.</summary>
    /// <exception cref="SignInRefusedException">The token is wrong, used or expired.</exception>
    [Alias("SetPassword"), ResponseTimeout("00:01:00")]
    Task SetPassword(string token, string password, Caller caller);

    /// <summary>Replaces the user's roles. They apply within a second.</summary>
    /// <exception cref="ConflictException">The tenant would have no enabled admin.</exception>
    /// <exception cref="MissingPermissionException">A role allows more than the caller may do.</exception>
    [Alias("SetRoles")]
    Task<User> SetRoles(ImmutableArray<string> roles);

    /// <summary>Disables or enables the user. A disabled user's sessions end, and the user's keys do not work.</summary>
    /// <exception cref="ConflictException">The tenant would have no enabled admin.</exception>
    [Alias("SetDisabled")]
    Task<User> SetDisabled(bool isDisabled);

    /// <summary>Forgets failed attempts, so that the user can sign in at once.</summary>
    [Alias("Unlock")]
    Task<User> Unlock();

    /// <summary>The user's sessions, the newest first.</summary>
    [ReadOnly, Alias("Sessions")]
    Task<ImmutableArray<UserSession>> Sessions();

    /// <summary>Ends a session of the user.</summary>
    /// <exception cref="NotFoundException">The user has no such session.</exception>
    [Alias("EndSession")]
    Task EndSession(Guid id);
}

/// <summary>A user.</summary>
/// <param name="Username">The name, which never changes.</param>
/// <param name="Email">An address, or null.</param>
/// <param name="Roles">The roles, by name.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="IsDisabled">Whether the user may not sign in.</param>
/// <param name="LockedUntil">Until when signing in is refused because attempts failed; null if it is not.</param>
/// <param name="MustChangePassword">Whether the password is a one-time one.</param>
/// <param name="LastSignInAt">UTC; null if never.</param>
[GenerateSerializer, Immutable, Alias("sanctum.user")]
public sealed record User(
    [property: Id(0)] string Username,
    [property: Id(1)] string? Email,
    [property: Id(2)] ImmutableArray<string> Roles,
    [property: Id(3)] DateTimeOffset CreatedAt,
    [property: Id(4)] bool IsDisabled,
    [property: Id(5)] DateTimeOffset? LockedUntil,
    [property: Id(6)] bool MustChangePassword,
    [property: Id(7)] DateTimeOffset? LastSignInAt)
{
    /// <summary>Whether one-time codes (TOTP) are asked for.</summary>
    [Id(8)]
    public bool HasTotp { get; init; }
}

/// <summary>A user to be created.</summary>
/// <param name="Email">An address, or null.</param>
/// <param name="Password">The password; null for a one-time password that is made up.</param>
/// <param name="Roles">The roles.</param>
/// <param name="IsSelfRegistered">Whether nobody who is signed in creates the user: the role is <c>viewer</c> then.</param>
/// <param name="Caller">Who asks.</param>
[GenerateSerializer, Immutable, Alias("sanctum.new-user")]
public sealed record NewUser(
    [property: Id(0)] string? Email,
    [property: Id(1)] string? Password,
    [property: Id(2)] ImmutableArray<string> Roles,
    [property: Id(3)] bool IsSelfRegistered,
    [property: Id(4)] Caller Caller);

/// <summary>A user that was created.</summary>
/// <param name="User">The user.</param>
/// <param name="OneTimePassword">A password that was made up, to be changed at the first sign-in; null if one was given.</param>
[GenerateSerializer, Immutable, Alias("sanctum.created-user")]
public sealed record CreatedUser([property: Id(0)] User User, [property: Id(1)] string? OneTimePassword);

/// <summary>Where a request came from, as sessions and the audit log show it.</summary>
/// <param name="Address">The remote address.</param>
/// <param name="Client">What the client calls itself; at most 200 characters are kept.</param>
[GenerateSerializer, Immutable, Alias("sanctum.caller")]
public sealed record Caller([property: Id(0)] string Address, [property: Id(1)] string? Client);

/// <summary>A token that sets a password once.</summary>
/// <param name="Token">The token; it is not stored and cannot be shown again.</param>
/// <param name="ExpiresAt">UTC.</param>
[GenerateSerializer, Immutable, Alias("sanctum.password-reset")]
public sealed record PasswordReset([property: Id(0)] string Token, [property: Id(1)] DateTimeOffset ExpiresAt);

/// <summary>One sign-in of a user, on one device.</summary>
/// <param name="Id">Its id; it is in the session's access tokens.</param>
/// <param name="CreatedAt">When the user signed in, UTC.</param>
/// <param name="RefreshedAt">When it was refreshed last, UTC.</param>
/// <param name="ExpiresAt">When it ends unless it is refreshed, UTC.</param>
/// <param name="Address">Where it was used from last.</param>
/// <param name="Client">What the client calls itself.</param>
[GenerateSerializer, Immutable, Alias("sanctum.user-session")]
public sealed record UserSession(
    [property: Id(0)] Guid Id,
    [property: Id(1)] DateTimeOffset CreatedAt,
    [property: Id(2)] DateTimeOffset RefreshedAt,
    [property: Id(3)] DateTimeOffset ExpiresAt,
    [property: Id(4)] string Address,
    [property: Id(5)] string? Client)
{
    /// <summary>The OpenID provider by which it began; null for another way.</summary>
    [Id(6)]
    public string? Provider { get; init; }
}

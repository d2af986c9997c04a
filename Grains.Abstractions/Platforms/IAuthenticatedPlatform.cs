using System.Collections.Immutable;
using System.Text.Json;
using Sanctum.Errors;

namespace Sanctum.Platforms;

/// <summary>A platform whose accounts log in.</summary>
public interface IAuthenticatedPlatform : IPlatformAdapter
{
    /// <summary>
    /// Names of the credentials that an account must give, such as <c>identifier</c> and <c>password</c>; no others are taken.
    /// </summary>
    ImmutableArray<string> CredentialNames { get; }

    /// <summary>Logs in.</summary>
    /// <exception cref="DependencyException">The platform failed, or refuses the credentials (permanent).</exception>
    Task<PlatformSession> LogInAsync(PlatformCredentials credentials, JsonElement settings, CancellationToken cancellationToken);

    /// <summary>Gets a new session for one that ended or is about to. At most one call is under way for an account.</summary>
    /// <exception cref="SessionExpiredException">The refresh token is not accepted either; the account logs in anew.</exception>
    /// <exception cref="DependencyException">The platform failed.</exception>
    Task<PlatformSession> RefreshAsync(PlatformSession session, JsonElement settings, CancellationToken cancellationToken);
}

namespace Sanctum.Access;

/// <summary>The sessions of a tenant's users, as clients use them; keyed <c>{tenant}/sessions</c>.</summary>
[Alias("sanctum.IUserSessionsGrain")]
public interface IUserSessionsGrain : IGrainWithStringKey
{
    /// <summary>
    /// Exchanges a refresh token for a new pair of tokens. One that was exchanged before ends its session: it was stolen, or its
    /// successor was.
    /// </summary>
    /// <exception cref="SignInRefusedException">The token is unknown, used or expired, or the user is disabled.</exception>
    [Alias("Refresh")]
    Task<SignedIn> Refresh(string refreshToken, Caller caller);

    /// <summary>Ends a session, whose access tokens are refused within a second. Safe to repeat.</summary>
    [Alias("SignOut")]
    Task SignOut(Guid sessionId);
}

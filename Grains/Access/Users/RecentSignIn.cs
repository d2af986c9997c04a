namespace Sanctum.Access;

/// <summary>
/// What a change of how a user signs in asks for: somebody who found a signed-in browser must not make it a way in for good. A
/// provider may sign somebody in without asking for anything, so its sessions count only where the user has no password.
/// </summary>
internal sealed class RecentSignIn(SessionStore sessions, TimeProvider clock)
{
    /// <summary>How long a sign-in is recent.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromMinutes(10);

    /// <exception cref="RecentSignInRequiredException">The session began long ago, or has ended.</exception>
    public async Task Require(string tenant, string username, Guid session)
    {
        if (!await sessions.IsRecent(tenant, username, session, clock.GetUtcNow() - Lasts, CancellationToken.None))
            throw new RecentSignInRequiredException(
                $"The session began more than {Lasts.TotalMinutes} minutes ago, or at a provider; sign in again, with the " +
                "password if there is one.");
    }
}

using System.Text.Json.Nodes;
using Orleans.Concurrency;
using Sanctum.Audit;
using Sanctum.Identity;

namespace Sanctum.Access;

/// <summary>Keeps nothing itself, so any process may have one: a session's row decides between two that come at once.</summary>
[StatelessWorker, GrainType("usersessions")]
internal sealed class UserSessionsGrain(SessionTokens tokens, SessionStore sessions, TimeProvider clock)
    : Grain, IUserSessionsGrain
{
    private string Tenant => this.Key().Tenant;

    public Task<SignedIn> Refresh(string refreshToken, Caller caller) => tokens.Refresh(Tenant, refreshToken, caller);

    public Task SignOut(Guid sessionId)
    {
        var who = Principal.Current?.Actor ?? "system/access";
        var entry = clock.Entry(
            AuditActions.UserSignOut, who, new JsonObject { ["session"] = sessionId.ToString() });
        return sessions.End(
            Tenant, sessionId, username: null, SessionStore.SignedOut, clock.GetUtcNow(), entry, CancellationToken.None);
    }
}

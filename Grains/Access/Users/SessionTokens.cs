using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Sanctum.Audit;
using Sanctum.Identity;
using Sanctum.Storage;
using Sanctum.Tenants;

namespace Sanctum.Access;

/// <summary>Gives sessions their pairs of tokens.</summary>
internal sealed class SessionTokens(
    IGrainFactory grains, SessionStore sessions, TenantList tenants, AccessMeter meter, IOptions<AccessOptions> options,
    TimeProvider clock)
{
    private const int MaxClientCharacters = 200;

    /// <summary>
    /// Begins a session of a user whose password was right, or who signed in at an OpenID provider, or of somebody on
    /// the machine, who needs none and may do all that the user may.
    /// </summary>
    public async Task<SignedIn> Begin(
        string tenant, User user, Caller caller, bool isByMachine = false, string? factor = null, string? provider = null)
    {
        var (session, token) = Next(tenant, Guid.CreateVersion7(clock.GetUtcNow()), caller);
        var access = await Issue(tenant, new TokenSubject(user.Username, session.Id, user.Roles));
        var details = new JsonObject
        {
            ["address"] = caller.Address,
            ["session"] = session.Id.ToString(),
            ["by"] = isByMachine ? "machine" : provider is not null ? $"provider/{provider}" : WayOf(factor),
        };
        if (factor is not null)
            details["factor"] = factor;
        var entry = clock.Entry(
            $"user/{user.Username}", AuditActions.UserSignIn, $"user/{user.Username}", AuditResults.Ok, details);
        var begun = session with
        {
            IsByMachine = isByMachine,
            IsByPasskey = factor == AccessMeter.Passkey,
            Provider = provider,
        };
        await sessions.Begin(tenant, user.Username, begun, entry, CancellationToken.None);
        return new SignedIn(
            user.Username, session.Id, access.Text, access.ExpiresAt, token.ToString(), session.ExpiresAt,
            user.MustChangePassword && !begun.IsByMachine && !begun.IsByPasskey);
    }

    /// <exception cref="SignInRefusedException">The token is not accepted.</exception>
    /// <exception cref="TenantSuspendedException">The tenant is suspended.</exception>
    public async Task<SignedIn> Refresh(string tenant, string text, Caller caller)
    {
        if (!RefreshToken.TryParse(text, out var presented))
            throw Refused();
        await tenants.RequireActive(tenant);
        var (next, token) = Next(tenant, presented.SessionId, caller);
        var hash = SecretText.Hash(presented.Secret);
        if (await sessions.Refresh(tenant, next.Id, hash, next, CancellationToken.None) is not { } refreshed)
            throw await EndReused(tenant, presented, caller);
        var access = await Issue(tenant, new TokenSubject(refreshed.Username, next.Id, refreshed.Roles));
        meter.Refresh(AccessMeter.Ok);
        return new SignedIn(
            refreshed.Username, next.Id, access.Text, access.ExpiresAt, token.ToString(), refreshed.ExpiresAt,
            refreshed.MustChangePassword);
    }

    // A passkey needs no password before it.
    private static string WayOf(string? factor) => factor == AccessMeter.Passkey ? factor : AccessMeter.Password;

    private (SessionRow Row, RefreshToken Token) Next(string tenant, Guid id, Caller caller)
    {
        var (now, token) = (clock.GetUtcNow(), new RefreshToken(tenant, id, SecretText.Generate()));
        var kept = new Caller(
            StorableText.Cut(caller.Address, MaxClientCharacters),
            caller.Client is { } client ? StorableText.Cut(client, MaxClientCharacters) : null);
        return (
            new SessionRow(
                id, SecretText.Hash(token.Secret), now, now + options.Value.RefreshTokenLifetime,
                now + options.Value.SessionLifetime, kept),
            token);
    }

    private async Task<SignInRefusedException> EndReused(string tenant, RefreshToken presented, Caller caller)
    {
        var details = new JsonObject { ["address"] = caller.Address };
        var entry = clock.Entry(
            $"anonymous/{caller.Address}", AuditActions.SessionReuse, $"session/{presented.SessionId}", AuditResults.Refused,
            details);
        var isReuse = await sessions.EndReused(
            tenant, presented.SessionId, SecretText.Hash(presented.Secret), clock.GetUtcNow(), entry, CancellationToken.None);
        meter.Refresh(isReuse ? AccessMeter.Reused : AccessMeter.Refused);
        return Refused();
    }

    private Task<IssuedToken> Issue(string tenant, TokenSubject subject) =>
        grains.GetGrain<ISigningKeysGrain>(new GrainKey(tenant, "signing-keys").ToString()).Issue(subject);

    private static SignInRefusedException Refused() => new("The session has ended; sign in again.");
}

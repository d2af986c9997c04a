using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Sanctum.Audit;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Access;

/// <summary>One-time codes of authenticator apps, and recovery codes for users who have lost theirs.</summary>
internal sealed class TotpFactor(
    TotpStore store, ChallengeStore challenges, IOptions<TotpOptions> options, TimeProvider clock)
{
    private const int RecoveryCodes = 10;

    private static readonly TimeSpan ChallengeLifetime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan EnrolmentLifetime = TimeSpan.FromMinutes(10);

    public async Task<TotpState> Get(string tenant, string username) =>
        await store.Find(tenant, username, CancellationToken.None) is { ConfirmedAt: { } since } row
            ? new TotpState(since, row.RecoveryCodes)
            : new TotpState(null, 0);

    /// <exception cref="ConflictException">Codes are asked for already.</exception>
    public async Task<TotpEnrolment> Enrol(string tenant, string username)
    {
        var secret = TotpCodes.NewSecret();
        var entry = clock.Entry(AuditActions.TotpEnrol, $"user/{username}");
        if (!await store.Enrol(tenant, username, secret, clock.GetUtcNow(), entry, CancellationToken.None))
            throw new ConflictException("One-time codes are asked for already; remove them before you enrol another app.");
        var account = tenant == GrainKey.DefaultTenant ? username : $"{username}@{tenant}";
        return new TotpEnrolment(secret, TotpCodes.UriOf(secret, options.Value.Issuer, account));
    }

    /// <returns>The recovery codes; null if the code is wrong.</returns>
    /// <exception cref="ConflictException">Nothing waits to be confirmed, or it has waited for too long.</exception>
    public async Task<ImmutableArray<string>?> Confirm(string tenant, string username, string code)
    {
        var now = clock.GetUtcNow();
        if (await store.Find(tenant, username, CancellationToken.None) is not { ConfirmedAt: null } row
            || row.CreatedAt < now - EnrolmentLifetime)
            throw NothingWaits();
        if (TotpCodes.StepOf(row.Secret, FactorCode.Read(code).Text, now) is not { } step)
            return null;
        ImmutableArray<string> recovery = [.. Enumerable.Range(0, RecoveryCodes).Select(_ => FactorCode.NewRecovery())];
        var isDone = await store.Confirm(
            tenant, username, step, [.. recovery.Select(one => FactorCode.Read(one).Hash)], now,
            clock.Entry(AuditActions.TotpConfirm, $"user/{username}"), CancellationToken.None);
        return isDone ? recovery : throw NothingWaits();
    }

    public Task<bool> Remove(string tenant, string username) => store.Remove(
        tenant, username, clock.Entry(AuditActions.TotpRemove, $"user/{username}"), CancellationToken.None);

    /// <summary>Begins to wait for a code.</summary>
    public async Task<SecondFactorRequiredException> Challenge(string tenant, string username, Caller caller)
    {
        var (challenge, now) = (new SignInChallenge(tenant, username, SecretText.Generate()), clock.GetUtcNow());
        // Somebody has the password, and maybe no more than that.
        var entry = clock.Entry(
            $"anonymous/{caller.Address}", AuditActions.UserSignIn, $"user/{username}", AuditResults.Refused,
            new JsonObject { ["address"] = caller.Address, ["needs"] = "totp" });
        await challenges.Add(
            tenant, username, SecretText.Hash(challenge.Secret), now, now + ChallengeLifetime, entry, CancellationToken.None);
        return new SecondFactorRequiredException(challenge.ToString());
    }

    /// <summary>The challenge that a text holds, if it is this user's and still open.</summary>
    public async Task<byte[]?> Open(string tenant, string username, string text) =>
        SignInChallenge.TryParse(text, out var challenge) && SecretText.Hash(challenge.Secret) is var hash
        && await challenges.IsOpen(tenant, username, hash, clock.GetUtcNow(), CancellationToken.None)
            ? hash
            : null;

    /// <summary>Accepts a code once, together with a challenge where there is one.</summary>
    /// <returns>What it was, as the audit log names it; null if it is not accepted.</returns>
    public async Task<string?> Use(string tenant, string username, string typed, byte[]? challenge)
    {
        var (code, now) = (FactorCode.Read(typed), clock.GetUtcNow());
        if (!code.IsOfApp)
            return await store.UseRecovery(tenant, username, code.Hash, challenge, now, CancellationToken.None)
                ? "recovery_code"
                : null;
        return await store.Find(tenant, username, CancellationToken.None) is { ConfirmedAt: not null } row
            && TotpCodes.StepOf(row.Secret, code.Text, now) is { } step
            && await store.UseStep(tenant, username, step, challenge, now, CancellationToken.None)
            ? "totp"
            : null;
    }

    private static ConflictException NothingWaits() => new(
        "No app waits to be confirmed, or it has waited for more than 10 minutes; enrol one first.");
}

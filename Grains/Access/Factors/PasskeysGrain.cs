using System.Buffers.Text;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Sanctum.Audit;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Tenants;

namespace Sanctum.Access;

/// <summary>Keeps nothing itself, so any process may have one: rows decide between two that come at once.</summary>
/// <remarks>
/// Invariant: a challenge is accepted once, and the counter of a passkey never goes back. Options: <see cref="PasskeyOptions"/>.
/// Meter: <c>sanctum.access.sign_ins</c>. Events: 1952.
/// </remarks>
[StatelessWorker, GrainType("passkeys")]
internal sealed partial class PasskeysGrain(
    PasskeyStore store, UserStore users, PasskeyChallenges challenges, PasskeyVerifier verifier, SessionTokens tokens,
    SessionStore sessions, RecentSignIn recent, TenantList tenants, AccessMeter meter, IOptions<PasskeyOptions> options,
    TimeProvider clock, ILogger<PasskeysGrain> logger)
    : Grain, IPasskeysGrain
{
    private const int MaxNameCharacters = 100;
    private const string NotAccepted = "The passkey is not known or not accepted, or its user is disabled.";

    private string Tenant => this.Key().Tenant;

    public async Task<PasskeyCreation> BeginRegistration(string username, Guid sessionId)
    {
        var handle = await HandleOf(username, sessionId);
        var present = await store.List(Tenant, username, CancellationToken.None);
        if (present.Length >= PasskeyStore.MaxOfUser)
            throw new ConflictException($"There are {PasskeyStore.MaxOfUser} passkeys, the limit.");
        return new PasskeyCreation(
            Challenge($"register/{Tenant}/{username}"), options.Value.RelyingPartyName, Base64Url.EncodeToString(handle),
            [.. PasskeyVerifier.Algorithms.Select(one => (int)one)], [.. present.Select(one => one.CredentialId)]);
    }

    public async Task<Passkey> Register(string username, Guid sessionId, NewPasskey passkey)
    {
        if (passkey.Name.Length is 0 or > MaxNameCharacters)
            throw new InvalidRequestException(
                "name", $"has {passkey.Name.Length} characters; 1 to {MaxNameCharacters} are allowed.");
        NullCharacter.Refuse("name", passkey.Name);
        var handle = await HandleOf(username, sessionId);
        var purpose = $"register/{Tenant}/{username}";
        if (!TryRead(passkey.CredentialId, passkey.ClientData, purpose, out var presented, out var challenge)
            || !Base64Url.IsValid(passkey.Attestation))
            throw new InvalidRequestException("clientDataJson", "does not answer a challenge of the last five minutes.");
        try
        {
            var made = await verifier.Registered(presented, Base64Url.DecodeFromChars(passkey.Attestation), handle);
            return await Add(username, passkey.Name, made.IsBackedUp, challenge, new PasskeyMaterial(
                Base64Url.EncodeToString(made.Id), Base64Url.EncodeToString(made.PublicKey), made.SignCount));
        }
        catch (PasskeyRefusedException e)
        {
            throw new InvalidRequestException("attestationObject", $"is not accepted. {e.Message}");
        }
    }

    public async Task<ImmutableArray<Passkey>> List(string username) =>
        [.. (await store.List(Tenant, username, CancellationToken.None)).Select(one => one.Passkey)];

    public async Task Delete(string username, Guid sessionId, Guid id)
    {
        await recent.Require(Tenant, username, sessionId);
        var entry = clock.Entry(AuditActions.PasskeyDelete, $"user/{username}", new JsonObject { ["passkey"] = id.ToString() });
        if (!await store.Delete(Tenant, username, id, entry, CancellationToken.None))
            throw new NotFoundException("passkey", id.ToString());
    }

    public Task<PasskeyChallenge> BeginSignIn() => Task.FromResult(Challenge($"sign-in/{Tenant}"));

    public async Task<SignedIn> SignIn(PasskeyAssertion assertion, Caller caller)
    {
        if (!TryRead(assertion.CredentialId, assertion.ClientData, $"sign-in/{Tenant}", out var presented, out var challenge)
            || !Base64Url.IsValid(assertion.AuthenticatorData) || !Base64Url.IsValid(assertion.Signature)
            || !Base64Url.IsValid(assertion.UserHandle)
            || await store.Find(Tenant, assertion.CredentialId, CancellationToken.None) is not { } kept)
            throw Refused();
        await Check(assertion, presented, kept, challenge, caller);
        await tenants.RequireActive(Tenant);
        if (await users.Find(Tenant, kept.Username, CancellationToken.None) is not { User: { IsDisabled: false } user })
            throw Refused();
        var signedIn = await tokens.Begin(Tenant, user, caller, factor: AccessMeter.Passkey);
        meter.SignIn(AccessMeter.Passkey, AccessMeter.Ok);
        return signedIn;
    }

    private async Task Check(
        PasskeyAssertion assertion, PresentedPasskey presented, KeptPasskey kept, UsedChallenge challenge, Caller caller)
    {
        try
        {
            var signed = await verifier.Signed(
                presented, Base64Url.DecodeFromChars(assertion.AuthenticatorData), Base64Url.DecodeFromChars(assertion.Signature),
                Base64Url.DecodeFromChars(assertion.UserHandle), kept);
            if (!await store.Used(Tenant, kept.Id, signed.SignCount, signed.IsBackedUp, challenge, CancellationToken.None))
                throw await Refused(kept, caller);
        }
        catch (PasskeyRefusedException e)
        {
            if (e.IsCounter)
                WentBack(logger, kept.Id, kept.Username);
            throw await Refused(kept, caller);
        }
    }

    // Of a passkey that is here; others would let anybody fill the log.
    private async Task<SignInRefusedException> Refused(KeptPasskey kept, Caller caller)
    {
        var entry = clock.Entry(
            $"anonymous/{caller.Address}", AuditActions.UserSignIn, $"user/{kept.Username}", AuditResults.Refused,
            new JsonObject { ["address"] = caller.Address, ["passkey"] = kept.Id.ToString() });
        await sessions.Refused(Tenant, entry, CancellationToken.None);
        return Refused();
    }

    private async Task<Passkey> Add(
        string username, string name, bool isBackedUp, UsedChallenge challenge, PasskeyMaterial material)
    {
        var now = clock.GetUtcNow();
        var passkey = new Passkey(Guid.CreateVersion7(now), name, isBackedUp, now, LastUsedAt: null);
        var details = new JsonObject { ["passkey"] = passkey.Id.ToString(), ["name"] = name };
        var entry = clock.Entry(AuditActions.PasskeyRegister, $"user/{username}", details);
        return await store.Add(Tenant, username, passkey, material, challenge, entry, CancellationToken.None)
            ? passkey
            : throw new ConflictException(
                $"The passkey is registered, its challenge was used, or there are {PasskeyStore.MaxOfUser} passkeys, the limit.");
    }

    private PasskeyChallenge Challenge(string purpose) =>
        new(Base64Url.EncodeToString(challenges.Make(purpose)), options.Value.RelyingPartyId);

    private bool TryRead(
        string credentialId, string clientData, string purpose, [NotNullWhen(true)] out PresentedPasskey? presented,
        [NotNullWhen(true)] out UsedChallenge? used)
    {
        (presented, used) = (null, null);
        if (credentialId.Length == 0 || !Base64Url.IsValid(credentialId) || !Base64Url.IsValid(clientData))
            return false;
        var said = Base64Url.DecodeFromChars(clientData);
        if (!challenges.TryOpen(said, purpose, out var challenge, out var expiresAt))
            return false;
        presented = new PresentedPasskey(credentialId, Base64Url.DecodeFromChars(credentialId), said, challenge);
        used = new UsedChallenge(SHA256.HashData(challenge), clock.GetUtcNow(), expiresAt);
        return true;
    }

    private async Task<byte[]> HandleOf(string username, Guid sessionId)
    {
        await recent.Require(Tenant, username, sessionId);
        return await store.FindHandle(Tenant, username, CancellationToken.None) ?? throw new NotFoundException("user", username);
    }

    private SignInRefusedException Refused()
    {
        meter.SignIn(AccessMeter.Passkey, AccessMeter.Refused);
        return new SignInRefusedException(NotAccepted);
    }

    [LoggerMessage(
        1952, LogLevel.Warning,
        "The counter of signatures of the passkey {Passkey} of {Username} went back: it may have been copied; refused")]
    private static partial void WentBack(ILogger logger, Guid passkey, string username);
}

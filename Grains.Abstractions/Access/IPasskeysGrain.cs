using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Errors;

namespace Sanctum.Access;

/// <summary>
/// The passkeys of a tenant's users (Web Authentication), as users register, list and delete their own and sign in by them; keyed
/// <c>{tenant}/passkeys</c>.
/// </summary>
[Alias("sanctum.IPasskeysGrain")]
public interface IPasskeysGrain : IGrainWithStringKey
{
    /// <summary>What an authenticator makes a passkey of, within five minutes.</summary>
    /// <exception cref="ConflictException">The user has as many passkeys as may be.</exception>
    /// <exception cref="RecentSignInRequiredException">The session began long ago.</exception>
    [Alias("BeginRegistration")]
    Task<PasskeyCreation> BeginRegistration(string username, Guid sessionId);

    /// <summary>Keeps a passkey that an authenticator made.</summary>
    /// <exception cref="ConflictException">It is there already, or the user has as many as may be.</exception>
    /// <exception cref="InvalidRequestException">It does not answer the challenge, or breaks a rule.</exception>
    /// <exception cref="RecentSignInRequiredException">The session began long ago.</exception>
    [Alias("Register")]
    Task<Passkey> Register(string username, Guid sessionId, NewPasskey passkey);

    /// <summary>A user's passkeys, the newest first.</summary>
    [ReadOnly, Alias("List")]
    Task<ImmutableArray<Passkey>> List(string username);

    /// <summary>Deletes a passkey.</summary>
    /// <exception cref="NotFoundException">The user has no such passkey.</exception>
    /// <exception cref="RecentSignInRequiredException">The session began long ago.</exception>
    [Alias("Delete")]
    Task Delete(string username, Guid sessionId, Guid id);

    /// <summary>What an authenticator signs, within five minutes, to sign a user in.</summary>
    [Alias("BeginSignIn")]
    Task<PasskeyChallenge> BeginSignIn();

    /// <summary>Starts the session of the user whose passkey signed a challenge.</summary>
    /// <exception cref="SignInRefusedException">It is not accepted.</exception>
    [Alias("SignIn")]
    Task<SignedIn> SignIn(PasskeyAssertion assertion, Caller caller);
}

/// <summary>What an authenticator signs. All texts but names are Base64Url.</summary>
/// <param name="Challenge">The challenge; it is accepted once.</param>
/// <param name="RelyingParty">The id of the relying party: the host that passkeys are for.</param>
[GenerateSerializer, Immutable, Alias("sanctum.passkey-challenge")]
public sealed record PasskeyChallenge([property: Id(0)] string Challenge, [property: Id(1)] string RelyingParty);

/// <summary>What an authenticator makes a passkey of.</summary>
/// <param name="Challenge">What it signs.</param>
/// <param name="RelyingPartyName">What it calls this installation.</param>
/// <param name="UserHandle">The user's id, which is no name.</param>
/// <param name="Algorithms">Algorithms of keys that are accepted (COSE), the best first.</param>
/// <param name="Present">Credentials that the user has.</param>
[GenerateSerializer, Immutable, Alias("sanctum.passkey-creation")]
public sealed record PasskeyCreation(
    [property: Id(0)] PasskeyChallenge Challenge,
    [property: Id(1)] string RelyingPartyName,
    [property: Id(2)] string UserHandle,
    [property: Id(3)] ImmutableArray<int> Algorithms,
    [property: Id(4)] ImmutableArray<string> Present);

/// <summary>A passkey that an authenticator made. Texts but the name are Base64Url.</summary>
/// <param name="Name">What the user calls it.</param>
/// <param name="CredentialId">The id that the authenticator gave it.</param>
/// <param name="ClientData">What the browser says of the request.</param>
/// <param name="Attestation">The attestation object.</param>
[GenerateSerializer, Immutable, Alias("sanctum.new-passkey")]
public sealed record NewPasskey(
    [property: Id(0)] string Name,
    [property: Id(1)] string CredentialId,
    [property: Id(2)] string ClientData,
    [property: Id(3)] string Attestation);

/// <summary>A challenge that a passkey signed. All texts are Base64Url.</summary>
/// <param name="CredentialId">The passkey.</param>
/// <param name="ClientData">What the browser says of the request.</param>
/// <param name="AuthenticatorData">What the authenticator says.</param>
/// <param name="Signature">Over both.</param>
/// <param name="UserHandle">The user's id.</param>
[GenerateSerializer, Immutable, Alias("sanctum.passkey-assertion")]
public sealed record PasskeyAssertion(
    [property: Id(0)] string CredentialId,
    [property: Id(1)] string ClientData,
    [property: Id(2)] string AuthenticatorData,
    [property: Id(3)] string Signature,
    [property: Id(4)] string UserHandle);

/// <summary>A passkey of a user.</summary>
/// <param name="Id">Its id here.</param>
/// <param name="Name">What the user calls it.</param>
/// <param name="IsBackedUp">Whether the authenticator says that it is synchronised with other devices.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="LastUsedAt">UTC; null if never.</param>
[GenerateSerializer, Immutable, Alias("sanctum.passkey")]
public sealed record Passkey(
    [property: Id(0)] Guid Id,
    [property: Id(1)] string Name,
    [property: Id(2)] bool IsBackedUp,
    [property: Id(3)] DateTimeOffset CreatedAt,
    [property: Id(4)] DateTimeOffset? LastUsedAt);

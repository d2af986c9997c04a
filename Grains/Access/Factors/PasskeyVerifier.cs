using System.Formats.Cbor;
using System.Security.Cryptography;
using Fido2NetLib;
using Fido2NetLib.Objects;
using Microsoft.Extensions.Options;

namespace Sanctum.Access;

/// <summary>Checks what authenticators send, by Web Authentication, level 2: sections 7.1 and 7.2.</summary>
internal sealed class PasskeyVerifier(IOptions<PasskeyOptions> options)
{
    /// <summary>Algorithms of keys that are accepted, the best first.</summary>
    public static readonly COSE.Algorithm[] Algorithms = [COSE.Algorithm.ES256, COSE.Algorithm.EdDSA, COSE.Algorithm.RS256];

    /// <summary>Checks a new passkey.</summary>
    /// <exception cref="PasskeyRefusedException">It is not accepted.</exception>
    public Task<RegisteredPublicKeyCredential> Registered(PresentedPasskey passkey, byte[] attestation, byte[] userHandle) =>
        Checked(() => Library(passkey.ClientData).MakeNewCredentialAsync(new MakeNewCredentialParams
        {
            AttestationResponse = new AuthenticatorAttestationRawResponse
            {
                Id = passkey.IdText,
                RawId = passkey.Id,
                Type = PublicKeyCredentialType.PublicKey,
                Response = new AuthenticatorAttestationRawResponse.AttestationResponse
                {
                    AttestationObject = attestation,
                    ClientDataJson = passkey.ClientData,
                },
            },
            OriginalOptions = new CredentialCreateOptions
            {
                Rp = new PublicKeyCredentialRpEntity(options.Value.RelyingPartyId, options.Value.RelyingPartyName, null),
                User = new Fido2User { Id = userHandle, Name = "", DisplayName = "" },
                Challenge = passkey.Challenge,
                PubKeyCredParams = [.. Algorithms.Select(one => new PubKeyCredParam(one, PublicKeyCredentialType.PublicKey))],
                Attestation = AttestationConveyancePreference.None,
                AuthenticatorSelection = new AuthenticatorSelection
                {
                    ResidentKey = ResidentKeyRequirement.Required,
                    UserVerification = UserVerificationRequirement.Required,
                },
            },
            // The index of the table decides.
            IsCredentialIdUniqueToUserCallback = (_, _) => Task.FromResult(true),
        }));

    /// <summary>Checks a signature.</summary>
    /// <exception cref="PasskeyRefusedException">It is not accepted.</exception>
    public Task<VerifyAssertionResult> Signed(
        PresentedPasskey passkey, byte[] authenticatorData, byte[] signature, byte[] userHandle, KeptPasskey kept) =>
        Checked(() => Library(passkey.ClientData).MakeAssertionAsync(new MakeAssertionParams
        {
            AssertionResponse = new AuthenticatorAssertionRawResponse
            {
                Id = passkey.IdText,
                RawId = passkey.Id,
                Type = PublicKeyCredentialType.PublicKey,
                Response = new AuthenticatorAssertionRawResponse.AssertionResponse
                {
                    AuthenticatorData = authenticatorData,
                    ClientDataJson = passkey.ClientData,
                    Signature = signature,
                    UserHandle = userHandle,
                },
            },
            OriginalOptions = new AssertionOptions
            {
                Challenge = passkey.Challenge,
                RpId = options.Value.RelyingPartyId,
                AllowCredentials = [],
                UserVerification = UserVerificationRequirement.Required,
            },
            StoredPublicKey = kept.PublicKey,
            StoredSignatureCounter = kept.SignCount,
            IsUserHandleOwnerOfCredentialIdCallback = (owner, _) =>
                Task.FromResult(CryptographicOperations.FixedTimeEquals(owner.UserHandle, kept.UserHandle)),
        }));

    private static async Task<T> Checked<T>(Func<Task<T>> check)
    {
        try
        {
            return await check();
        }
        catch (Fido2VerificationException e)
        {
            throw new PasskeyRefusedException(e.Message, e.Code is Fido2NetLib.Exceptions.Fido2ErrorCode.InvalidSignCount);
        }
        // What is no CBOR, no key and no JSON ends in these.
        catch (Exception e) when (e is CborContentException or FormatException or ArgumentException or InvalidOperationException
            or CryptographicException or System.Text.Json.JsonException or OverflowException or IndexOutOfRangeException
            or NotSupportedException or KeyNotFoundException or InvalidCastException or NullReferenceException)
        {
            throw new PasskeyRefusedException("It cannot be read.", isCounter: false);
        }
    }

    private Fido2 Library(byte[] clientData) => new(
        new Fido2Configuration
        {
            RPID = options.Value.RelyingPartyId,
            RPName = options.Value.RelyingPartyName,
            Origins = OriginsFor(PasskeyChallenges.Member(clientData, "origin")),
        },
        null);

    private HashSet<string> OriginsFor(string? origin)
    {
        var settings = options.Value;
        if (settings.Origins.Length > 0)
            return [.. settings.Origins];
        var isOwn = Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Host == settings.RelyingPartyId
            && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.Host == "localhost"));
        return [isOwn ? origin! : $"https://{settings.RelyingPartyId}"];
    }
}

/// <summary>What an authenticator sent.</summary>
/// <param name="IdText">The credential's id as Base64Url.</param>
/// <param name="Id">The same as bytes.</param>
/// <param name="ClientData">What the browser says.</param>
/// <param name="Challenge">The challenge in it.</param>
internal sealed record PresentedPasskey(string IdText, byte[] Id, byte[] ClientData, byte[] Challenge);

/// <summary>What an authenticator sent is not accepted.</summary>
internal sealed class PasskeyRefusedException(string message, bool isCounter) : Exception(message)
{
    /// <summary>Whether the counter of signatures went back: the passkey may have been copied.</summary>
    public bool IsCounter { get; } = isCounter;
}

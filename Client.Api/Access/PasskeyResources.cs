namespace Sanctum.Access;

/// <summary>A sign-in by a passkey that begins.</summary>
/// <param name="Tenant">The user's tenant; <c>default</c> if left out.</param>
internal sealed record PasskeyOptionsRequest(string? Tenant = null);

/// <summary>What a passkey has to sign: <c>PublicKeyCredentialRequestOptionsJSON</c> of Web Authentication.</summary>
/// <param name="Challenge">Base64Url.</param>
/// <param name="Timeout">Milliseconds.</param>
/// <param name="RpId">The host that passkeys are for.</param>
/// <param name="UserVerification">Always <c>required</c>.</param>
/// <param name="AllowCredentials">Empty: the authenticator lists its passkeys itself.</param>
internal sealed record PasskeyRequestOptions(
    string Challenge, int Timeout, string RpId, string UserVerification, PasskeyDescriptor[] AllowCredentials)
{
    public const int Milliseconds = 300_000;
}

/// <summary>A credential by its id.</summary>
/// <param name="Type">Always <c>public-key</c>.</param>
/// <param name="Id">Base64Url.</param>
internal sealed record PasskeyDescriptor(string Type, string Id);

/// <summary>A challenge that a passkey signed; binary fields are Base64Url.</summary>
/// <param name="Id">The credential.</param>
/// <param name="ClientDataJson">What the browser says.</param>
/// <param name="AuthenticatorData">What the authenticator says.</param>
/// <param name="Signature">Over both.</param>
/// <param name="UserHandle">The user's id.</param>
/// <param name="Cookie">Whether the tokens are to be cookies.</param>
/// <param name="Tenant">The user's tenant; <c>default</c> if left out.</param>
internal sealed record PasskeyLoginRequest(
    string? Id, string? ClientDataJson, string? AuthenticatorData, string? Signature, string? UserHandle, bool? Cookie = null,
    string? Tenant = null);

/// <summary>What a passkey is made of: <c>PublicKeyCredentialCreationOptionsJSON</c> of Web Authentication.</summary>
/// <param name="Rp">The installation.</param>
/// <param name="User">The user.</param>
/// <param name="Challenge">Base64Url.</param>
/// <param name="PubKeyCredParams">Kinds of keys, the best first.</param>
/// <param name="Timeout">Milliseconds.</param>
/// <param name="Attestation">Always <c>none</c>.</param>
/// <param name="AuthenticatorSelection">What the authenticator must do.</param>
/// <param name="ExcludeCredentials">What the user has.</param>
internal sealed record PasskeyCreationOptions(
    PasskeyParty Rp, PasskeyOwner User, string Challenge, PasskeyAlgorithm[] PubKeyCredParams, int Timeout, string Attestation,
    PasskeySelection AuthenticatorSelection, PasskeyDescriptor[] ExcludeCredentials)
{
    private const string Kind = "public-key";

    public static PasskeyCreationOptions From(string username, PasskeyCreation made) => new(
        new PasskeyParty(made.Challenge.RelyingParty, made.RelyingPartyName),
        new PasskeyOwner(made.UserHandle, username, username), made.Challenge.Challenge,
        [.. made.Algorithms.Select(one => new PasskeyAlgorithm(Kind, one))], PasskeyRequestOptions.Milliseconds, "none",
        new PasskeySelection("required", RequireResidentKey: true, "required"),
        [.. made.Present.Select(id => new PasskeyDescriptor(Kind, id))]);
}

/// <summary>The installation, as authenticators show it.</summary>
/// <param name="Id">The host that passkeys are for.</param>
/// <param name="Name">Its name.</param>
internal sealed record PasskeyParty(string Id, string Name);

/// <summary>The user, as authenticators show it.</summary>
/// <param name="Id">The user's id, Base64Url.</param>
/// <param name="Name">The username.</param>
/// <param name="DisplayName">The same.</param>
internal sealed record PasskeyOwner(string Id, string Name, string DisplayName);

/// <summary>A kind of key.</summary>
/// <param name="Type">Always <c>public-key</c>.</param>
/// <param name="Alg">Its number in COSE.</param>
internal sealed record PasskeyAlgorithm(string Type, int Alg);

/// <summary>What the authenticator must do.</summary>
/// <param name="ResidentKey">Always <c>required</c>: it keeps the passkey itself.</param>
/// <param name="RequireResidentKey">The same for older browsers.</param>
/// <param name="UserVerification">Always <c>required</c>.</param>
internal sealed record PasskeySelection(string ResidentKey, bool RequireResidentKey, string UserVerification);

/// <summary>A passkey that was made; binary fields are Base64Url.</summary>
/// <param name="Name">What the user calls it; 1 to 100 characters.</param>
/// <param name="Id">The credential.</param>
/// <param name="ClientDataJson">What the browser says.</param>
/// <param name="AttestationObject">What the authenticator says.</param>
internal sealed record PasskeyRegisterRequest(string? Name, string? Id, string? ClientDataJson, string? AttestationObject);

/// <summary>The passkeys of a user.</summary>
/// <param name="Items">The newest first.</param>
internal sealed record PasskeyList(PasskeyResource[] Items);

/// <summary>A passkey.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What the user calls it.</param>
/// <param name="IsBackedUp">Whether the authenticator says that it is synchronised with other devices.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="LastUsedAt">UTC; null if never.</param>
internal sealed record PasskeyResource(
    Guid Id, string Name, bool IsBackedUp, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt)
{
    public static PasskeyResource From(Passkey passkey) => new(
        passkey.Id, passkey.Name, passkey.IsBackedUp, passkey.CreatedAt, passkey.LastUsedAt);
}

namespace Sanctum.Access;

/// <summary>What people see of who they are.</summary>
internal sealed record MeShape(
    string Kind, string Id, string Tenant, string[] Permissions, Guid? Session, bool MustChangePassword);

/// <summary>A user.</summary>
internal sealed record UserShape(
    string Username, string? Email, string[] Roles, string State, bool MustChangePassword, DateTimeOffset CreatedAt,
    DateTimeOffset? LastSignInAt, bool HasTotp = false);

/// <summary>A user that was created.</summary>
internal sealed record CreatedUserShape(UserShape User, string? OneTimePassword);

/// <summary>A password that is shown once.</summary>
internal sealed record OneTimePasswordShape(string Username, string OneTimePassword);

/// <summary>Whether one-time codes are asked for.</summary>
internal sealed record TotpShape(bool IsOn, DateTimeOffset? ConfirmedAt, int RecoveryCodes);

/// <summary>A secret for an authenticator app.</summary>
internal sealed record TotpEnrolmentShape(string Secret, string Uri);

/// <summary>Codes that each stand for a code of the app once.</summary>
internal sealed record RecoveryCodesShape(string[] RecoveryCodes);

/// <summary>A passkey.</summary>
internal sealed record PasskeyShape(
    Guid Id, string Name, bool IsBackedUp, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt);

/// <summary>A link that sets a password once.</summary>
internal sealed record ResetShape(string Token, string Link, DateTimeOffset ExpiresAt);

/// <summary>A link that signs in once.</summary>
internal sealed record SignInLinkShape(string Code, string Link, DateTimeOffset ExpiresAt);

/// <summary>A role.</summary>
internal sealed record RoleShape(string Name, string Description, string[] Permissions, bool BuiltIn);

/// <summary>An API key.</summary>
internal sealed record KeyShape(
    Guid Id, string Name, string Prefix, string[] Permissions, string Owner, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt);

/// <summary>A key that was created.</summary>
internal sealed record CreatedKeyShape(KeyShape Key, string Secret);

/// <summary>A key that signs access tokens.</summary>
internal sealed record SigningKeyShape(string Kid, string Algorithm, DateTimeOffset CreatedAt, DateTimeOffset? AcceptedUntil);

/// <summary>The public keys that check access tokens (RFC 7517).</summary>
internal sealed record PublicKeysShape(PublicKeyShape[] Keys);

/// <summary>A public key.</summary>
internal sealed record PublicKeyShape(string Kid, string Kty, string Crv, string Alg, string Use, string X, string Y);

/// <summary>An OAuth client.</summary>
internal sealed record OAuthClientShape(
    Guid Id, string ClientId, string Name, string Kind, string Source, string[] RedirectUris, string[] Scopes, string CreatedBy,
    DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt);

/// <summary>An OAuth client whose secret was made.</summary>
internal sealed record CreatedOAuthClientShape(OAuthClientShape Client, string? Secret);

/// <summary>What a user allowed an OAuth client.</summary>
internal sealed record ConsentShape(Guid Id, string ClientId, string ClientName, string[] Scopes, DateTimeOffset CreatedAt);

/// <summary>One sign-in.</summary>
internal sealed record LoginShape(
    Guid Id, bool IsCurrent, DateTimeOffset CreatedAt, DateTimeOffset RefreshedAt, DateTimeOffset ExpiresAt, string Address,
    string? Client, string? Provider);

/// <summary>An account at an OpenID provider.</summary>
internal sealed record LinkedAccountShape(
    string Provider, string Issuer, string? Name, DateTimeOffset LinkedAt, DateTimeOffset? UsedAt);

/// <summary>An OpenID provider by which users sign in.</summary>
internal sealed record SignInProviderShape(string Name, string DisplayName, string SignIn);

/// <summary>A list without pages.</summary>
internal sealed record ListShape<T>(T[] Items);

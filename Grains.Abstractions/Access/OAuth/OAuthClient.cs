using System.Collections.Immutable;

namespace Sanctum.Access;

/// <summary>A program that gets tokens by OAuth 2.1.</summary>
/// <param name="Id">Its id here; routes name it.</param>
/// <param name="ClientId">What it calls itself by; the address of its metadata document where it has one.</param>
/// <param name="Name">What users see.</param>
/// <param name="Kind">For whom it acts, and whether it has a secret.</param>
/// <param name="Source">Who described it.</param>
/// <param name="RedirectUris">Where users are sent back to; empty for a service.</param>
/// <param name="Scopes">Permissions that it may ask for; empty for any that a user has.</param>
/// <param name="CreatedBy">Who created it, as audit entries name them.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="RevokedAt">UTC; null if it is not revoked.</param>
/// <param name="SecretHash">SHA-256 of its secret; empty where it has none, and where clients are listed.</param>
[GenerateSerializer, Immutable, Alias("sanctum.oauth-client")]
public sealed record OAuthClient(
    [property: Id(0)] Guid Id,
    [property: Id(1)] string ClientId,
    [property: Id(2)] string Name,
    [property: Id(3)] OAuthClientKind Kind,
    [property: Id(4)] OAuthClientSource Source,
    [property: Id(5)] ImmutableArray<string> RedirectUris,
    [property: Id(6)] ImmutableArray<Permission> Scopes,
    [property: Id(7)] string CreatedBy,
    [property: Id(8)] DateTimeOffset CreatedAt,
    [property: Id(9)] DateTimeOffset? RevokedAt,
    [property: Id(10)] ImmutableArray<byte> SecretHash)
{
    /// <summary>Names the client, never its secret's hash.</summary>
    public override string ToString() => $"{Kind} {ClientId}";
}

/// <summary>For whom a client acts.</summary>
public enum OAuthClientKind
{
    /// <summary>For itself, by client credentials.</summary>
    Service = 0,

    /// <summary>For users who allow it, with a secret.</summary>
    Confidential = 1,

    /// <summary>For users who allow it, without a secret.</summary>
    Public = 2,
}

/// <summary>Who described a client.</summary>
public enum OAuthClientSource
{
    /// <summary>Somebody who manages clients.</summary>
    Admin = 0,

    /// <summary>The client itself, by dynamic registration (RFC 7591).</summary>
    Registration = 1,

    /// <summary>The metadata document at the address that is the client's id.</summary>
    Document = 2,
}

/// <summary>A client to be created.</summary>
/// <param name="Name">What users see.</param>
/// <param name="Kind">For whom it acts, and whether it has a secret.</param>
/// <param name="Source">Who describes it.</param>
/// <param name="RedirectUris">Where users are sent back to; empty for a service.</param>
/// <param name="Scopes">Permissions that it may ask for; empty for any that a user has.</param>
[GenerateSerializer, Immutable, Alias("sanctum.new-oauth-client")]
public sealed record NewOAuthClient(
    [property: Id(0)] string Name,
    [property: Id(1)] OAuthClientKind Kind,
    [property: Id(2)] OAuthClientSource Source,
    [property: Id(3)] ImmutableArray<string> RedirectUris,
    [property: Id(4)] ImmutableArray<Permission> Scopes);

/// <summary>A client whose secret was made.</summary>
/// <param name="Client">What is known of it.</param>
/// <param name="Secret">Its secret, which cannot be shown again; null where it has none.</param>
[GenerateSerializer, Immutable, Alias("sanctum.created-oauth-client")]
public sealed record CreatedOAuthClient([property: Id(0)] OAuthClient Client, [property: Id(1)] string? Secret)
{
    /// <summary>Names the client, never its secret.</summary>
    public override string ToString() => Client.ToString();
}

using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Errors;

namespace Sanctum.Access;

/// <summary>What gateways need to issue tokens by OAuth 2.1, read from the rows; keyed <c>{tenant}/oauth</c>.</summary>
[Alias("sanctum.IOAuthGrain")]
public interface IOAuthGrain : IGrainWithStringKey
{
    /// <summary>
    /// A client that is not revoked; null if there is none. One whose id is the address of a metadata document is read from
    /// there, where <c>Sanctum:Access:OAuth:ClientDocuments</c> allows it.
    /// </summary>
    [AlwaysInterleave, ReadOnly, Alias("FindClient"), ResponseTimeout("00:00:20")]
    Task<OAuthClient?> FindClient(string clientId);

    /// <summary>A client that is not revoked and was given a token or a secret; null if there is none.</summary>
    [AlwaysInterleave, ReadOnly, Alias("FindClientById")]
    Task<OAuthClient?> FindClientById(Guid id);

    /// <summary>Notes that a user allows a client to act for them.</summary>
    /// <exception cref="NotFoundException">There is no such client.</exception>
    [Alias("GiveConsent"), ResponseTimeout("00:00:20")]
    Task<OAuthConsent> GiveConsent(string clientId, string username, ImmutableArray<string> scopes);

    /// <summary>A consent that holds; null if there is none, it or its client is revoked, or its user is disabled.</summary>
    [AlwaysInterleave, ReadOnly, Alias("FindConsent")]
    Task<OAuthConsent?> FindConsent(Guid id);

    /// <summary>What a user allows, the newest first.</summary>
    [AlwaysInterleave, ReadOnly, Alias("Consents")]
    Task<ImmutableArray<OAuthConsent>> Consents(string username);

    /// <summary>Revokes a consent; its tokens are refused within a second.</summary>
    /// <param name="id">The consent.</param>
    /// <param name="username">Whose it must be; null where a token of it was used twice.</param>
    /// <returns>Whether there was one that held.</returns>
    [Alias("RevokeConsent")]
    Task<bool> RevokeConsent(Guid id, string? username);

    /// <summary>Notes a token that is issued. Safe to repeat.</summary>
    [Alias("AddToken")]
    Task AddToken(OAuthToken token);

    /// <summary>A token; null if there is none.</summary>
    [AlwaysInterleave, ReadOnly, Alias("FindToken")]
    Task<OAuthToken?> FindToken(Guid id);

    /// <summary>A code; null if there is none.</summary>
    /// <param name="reference">The hash of its text.</param>
    [AlwaysInterleave, ReadOnly, Alias("FindTokenByReference")]
    Task<OAuthToken?> FindTokenByReference(string reference);

    /// <summary>Changes a token's status, and what a code stands for.</summary>
    /// <returns>False if it has changed since <paramref name="token"/> was read.</returns>
    [Alias("ChangeToken")]
    Task<bool> ChangeToken(OAuthToken token);

    /// <summary>Revokes the tokens of a consent.</summary>
    /// <returns>How many.</returns>
    [Alias("RevokeTokens")]
    Task<int> RevokeTokens(Guid consent);
}

/// <summary>What a user allowed a client.</summary>
/// <param name="Id">Its id; each token that follows has it.</param>
/// <param name="Client">The client's id here.</param>
/// <param name="ClientId">What the client calls itself by.</param>
/// <param name="ClientName">What users see.</param>
/// <param name="Username">The user.</param>
/// <param name="Scopes">What was allowed.</param>
/// <param name="CreatedAt">UTC.</param>
[GenerateSerializer, Immutable, Alias("sanctum.oauth-consent")]
public sealed record OAuthConsent(
    [property: Id(0)] Guid Id,
    [property: Id(1)] Guid Client,
    [property: Id(2)] string ClientId,
    [property: Id(3)] string ClientName,
    [property: Id(4)] string Username,
    [property: Id(5)] ImmutableArray<string> Scopes,
    [property: Id(6)] DateTimeOffset CreatedAt);

/// <summary>A code, access token or refresh token that was issued. Its text is not kept.</summary>
/// <param name="Id">Its id, which its text has.</param>
/// <param name="Client">The client's id here.</param>
/// <param name="Consent">What it follows from; null for a client that acts as itself.</param>
/// <param name="Subject">The user, or the client.</param>
/// <param name="Type">As the standard names it.</param>
/// <param name="Status">Such as <c>valid</c>.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ExpiresAt">UTC.</param>
/// <param name="RedeemedAt">When it was exchanged, UTC; null if it was not.</param>
/// <param name="Version">Grows with each change.</param>
/// <param name="Reference">The hash of a code's text; null of other tokens.</param>
/// <param name="Payload">What a code stands for, encrypted; null of other tokens.</param>
[GenerateSerializer, Immutable, Alias("sanctum.oauth-token")]
public sealed record OAuthToken(
    [property: Id(0)] Guid Id,
    [property: Id(1)] Guid Client,
    [property: Id(2)] Guid? Consent,
    [property: Id(3)] string Subject,
    [property: Id(4)] string Type,
    [property: Id(5)] string Status,
    [property: Id(6)] DateTimeOffset CreatedAt,
    [property: Id(7)] DateTimeOffset ExpiresAt,
    [property: Id(8)] DateTimeOffset? RedeemedAt,
    [property: Id(9)] int Version,
    [property: Id(10)] string? Reference = null,
    [property: Id(11)] string? Payload = null);

using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text.Json;
using Sanctum.Errors;

namespace Sanctum.Platforms.Bluesky;

/// <summary>Logs accounts in and renews their sessions (<c>com.atproto.server</c>).</summary>
internal sealed class BlueskySessions(XrpcClient xrpc, IdentityResolver identities)
{
    public const string Identifier = "identifier";
    public const string Password = "password";
    private const string Pds = "pds";
    private const string Handle = "handle";
    private const string CreateSession = "com.atproto.server.createSession";
    private const string RefreshSession = "com.atproto.server.refreshSession";

    /// <summary>Logs in at <paramref name="service"/>, or where the account's DID document says that it lives.</summary>
    public async Task<PlatformSession> LogIn(PlatformCredentials credentials, Uri? service, CancellationToken cancellationToken)
    {
        var identifier = credentials[Identifier].TrimStart('@');
        var server = service ?? ServerOf(await identities.Resolve(identifier, cancellationToken));
        var answer = await xrpc.Procedure(
            server, CreateSession, new { identifier, password = credentials[Password] }, null, cancellationToken);
        // Here 401 says that the password is wrong, not that a session ended.
        if (answer is { Status: 401, IsForeign: false, Error: null or "AuthenticationRequired" })
            throw new DependencyException(
                BlueskyAdapter.Name, $"{identifier} cannot log in: {answer.Message}", ErrorClass.Permanent);
        return SessionOf(answer.Read<Tokens>(), server);
    }

    /// <summary>Renews a session; the tokens of the old one end with it.</summary>
    public async Task<PlatformSession> Refresh(PlatformSession session, CancellationToken cancellationToken)
    {
        var server = ServerOf(session);
        var answer = await xrpc.Procedure(server, RefreshSession, null, session.RefreshToken, cancellationToken);
        return SessionOf(answer.Read<Tokens>(), server);
    }

    /// <summary>The server that holds the session's account.</summary>
    public static Uri ServerOf(PlatformSession session) => new(session.Values[Pds]);

    private static Uri ServerOf(DidDocument document) =>
        document.Pds
            ?? throw new DependencyException(BlueskyAdapter.Name, $"{document.Did} lives on no server.", ErrorClass.Permanent);

    private static PlatformSession SessionOf(Tokens tokens, Uri server)
    {
        if (tokens.Active is false)
            throw new AccountRefusedException(
                BlueskyAdapter.Name, $"the account {tokens.Handle} is {tokens.Status ?? "not active"}.");
        // An account may have moved: its document says where it lives now.
        var home = tokens.DidDoc is { } document ? DidDocument.TryRead(document)?.Pds ?? server : server;
        var values = ImmutableDictionary<string, string>.Empty.Add(Pds, home.ToString()).Add(Handle, tokens.Handle);
        return new PlatformSession(tokens.Did, tokens.AccessJwt, tokens.RefreshJwt, ExpiryOf(tokens.AccessJwt), values);
    }

    /// <summary>When a token says that it ends; null where it does not say.</summary>
    private static DateTimeOffset? ExpiryOf(string jwt)
    {
        try
        {
            if (jwt.Split('.') is not [_, var payload, _])
                return null;
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(payload));
            return claims.RootElement.Member("exp") is { ValueKind: JsonValueKind.Number } exp
                ? DateTimeOffset.FromUnixTimeSeconds(exp.GetInt64())
                : null;
        }
        catch (Exception exception) when (exception is FormatException or JsonException or ArgumentOutOfRangeException)
        {
            // The token is the server's own business; without its end the server says when it is over.
            return null;
        }
    }

    private sealed record Tokens(
        string Did, string Handle, string AccessJwt, string RefreshJwt, JsonElement? DidDoc = null, bool? Active = null,
        string? Status = null);
}

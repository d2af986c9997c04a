using System.Buffers;
using System.Collections.Immutable;
using System.Net;
using Sanctum.Errors;

namespace Sanctum.Access;

/// <summary>What a client's description may say.</summary>
internal static class OAuthRules
{
    public const int MaxClients = 1_000;
    private const int MaxNameCharacters = 100;
    private const int MaxUris = 20;
    private const int MaxUriCharacters = 500;
    private const int MaxScopes = 100;

    // Browsers run these, or read files by them.
    private static readonly string[] NoRedirect = ["javascript", "data", "vbscript", "file", "blob", "about", "ws", "wss", "ftp"];

    private static readonly SearchValues<char> Graphic = SearchValues.Create(
        [.. Enumerable.Range('!', '~' - '!' + 1).Select(letter => (char)letter)]);

    /// <exception cref="InvalidRequestException">A field breaks a rule.</exception>
    public static void Check(
        OAuthClientKind kind, string name, ImmutableArray<string> redirectUris, ImmutableArray<Permission> scopes)
    {
        if (name.Length is 0 or > MaxNameCharacters)
            throw new InvalidRequestException("name", $"has {name.Length} characters; 1 to {MaxNameCharacters} are allowed.");
        if (name.Any(char.IsControl))
            throw new InvalidRequestException("name", "has a control character.");
        if (scopes.Length > MaxScopes)
            throw new InvalidRequestException("scopes", $"has {scopes.Length} entries; at most {MaxScopes} are allowed.");
        if (kind == OAuthClientKind.Service)
            CheckService(redirectUris, scopes);
        else
            CheckRedirects(redirectUris);
    }

    private static void CheckService(ImmutableArray<string> redirectUris, ImmutableArray<Permission> scopes)
    {
        if (scopes.IsEmpty)
            throw new InvalidRequestException("scopes", "is empty; a service needs the permissions that it acts with.");
        if (!redirectUris.IsEmpty)
            throw new InvalidRequestException("redirectUris", "must be empty for a service: no user signs in.");
    }

    private static void CheckRedirects(ImmutableArray<string> redirectUris)
    {
        if (redirectUris.Length is 0 or > MaxUris)
            throw new InvalidRequestException(
                "redirectUris", $"has {redirectUris.Length} entries; 1 to {MaxUris} are allowed.");
        for (var i = 0; i < redirectUris.Length; i++)
        {
            if (FaultOf(redirectUris[i]) is { } fault)
                throw new InvalidRequestException($"redirectUris[{i}]", fault);
        }
    }

    private static string? FaultOf(string text)
    {
        if (text.Length is 0 or > MaxUriCharacters)
            return $"has {text.Length} characters; 1 to {MaxUriCharacters} are allowed.";
        if (text.AsSpan().ContainsAnyExcept(Graphic) || !Uri.TryCreate(text, UriKind.Absolute, out var uri))
            return "is not an absolute URI.";
        if (text.Contains('#', StringComparison.Ordinal) || uri.UserInfo.Length > 0)
            return "must have neither a fragment nor a user.";
        if (uri.Scheme == Uri.UriSchemeHttp && !IsLoopback(uri))
            return "is http, which is for 127.0.0.1, [::1] and localhost only.";
        return NoRedirect.Contains(uri.Scheme, StringComparer.OrdinalIgnoreCase) ? $"must not be {uri.Scheme}." : null;
    }

    private static bool IsLoopback(Uri uri) =>
        uri.Host == "localhost"
        || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}

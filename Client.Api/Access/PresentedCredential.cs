namespace Sanctum.Access;

/// <summary>What a request presents to say who calls.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The token or the key.</param>
internal sealed record PresentedCredential(CredentialKind Kind, string Text)
{
    private const string Scheme = "Bearer ";

    /// <summary>The credential of a request: the key's header, else <c>Authorization</c>, else the cookie; null if there is
    /// none.</summary>
    public static PresentedCredential? Of(HttpContext context)
    {
        var request = context.Request;
        if (request.Headers[AccessSchemes.ApiKeyHeader].ToString() is { Length: > 0 } key)
            return new PresentedCredential(CredentialKind.Key, key);
        if (request.Headers.Authorization.ToString() is { Length: > 0 } header)
            return OfHeader(header);
        return request.Cookies[AccessSchemes.AccessCookie] is { Length: > 0 } cookie
            ? new PresentedCredential(CredentialKind.Token, cookie)
            : null;
    }

    // Clients of OpenAI's API have but one place for a key.
    private static PresentedCredential OfHeader(string header)
    {
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return new PresentedCredential(CredentialKind.Foreign, header);
        var text = header[Scheme.Length..].Trim();
        if (text.StartsWith(AccessTokens.ApiKeyPrefix, StringComparison.Ordinal))
            return new PresentedCredential(CredentialKind.Key, text);
        return new PresentedCredential(
            text.Count(c => c == '.') == 2 ? CredentialKind.Token : CredentialKind.Foreign, text);
    }
}

/// <summary>What a request presents.</summary>
internal enum CredentialKind
{
    /// <summary>An access token.</summary>
    Token,

    /// <summary>An API key.</summary>
    Key,

    /// <summary>Something that was not issued here, such as the key that a client of OpenAI's API must have.</summary>
    Foreign,
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Sanctum.Access;

/// <summary>A sign-in that is under way at a provider. Its browser keeps it, encrypted, so that any gateway may end it.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="State">What comes back with the browser.</param>
/// <param name="Nonce">What comes back in the id token.</param>
/// <param name="Verifier">What proves that the code was asked for here (RFC 7636).</param>
/// <param name="Return">The page to lead back to.</param>
/// <param name="ExpiresAt">UTC.</param>
/// <param name="Username">The user whom the account is to be linked with; null where somebody signs in.</param>
/// <param name="Session">That user's session.</param>
internal sealed record PendingSignIn(
    string Provider, string State, string Nonce, string Verifier, string Return, DateTimeOffset ExpiresAt, string? Username,
    Guid? Session)
{
    private const int SecretBytes = 32;

    /// <summary>A new one.</summary>
    public static PendingSignIn Begin(string provider, string @return, DateTimeOffset expiresAt) =>
        new(provider, Secret(), Secret(), Secret(), @return, expiresAt, null, null);

    /// <summary>What the provider gets of the verifier: its hash.</summary>
    public string ChallengeOf() => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    private static string Secret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
}

/// <summary>The cookie of such a sign-in: it comes back when a provider sends the browser, and no page can read it.</summary>
internal sealed class PendingSignIns(IDataProtectionProvider protection, SharedKeyRing ring, TimeProvider clock)
{
    /// <summary>How long somebody may take at the provider.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private const string Cookie = "sanctum-sign-in";
    private const string Path = "/api/users";
    private const int MaxCharacters = 4_000;

    private readonly IDataProtector _protector = protection.CreateProtector("sanctum.sign-in");

    /// <summary>Gives a browser the sign-in that it begins; one before is forgotten.</summary>
    public async Task Keep(HttpContext http, PendingSignIn pending)
    {
        await ring.Prepare();
        http.Response.Cookies.Append(Cookie, _protector.Protect(JsonSerializer.Serialize(pending)), Options(http));
    }

    /// <summary>
    /// The sign-in that a browser comes back with, once; null if there is none, or it is another provider's or too late.
    /// </summary>
    public async Task<PendingSignIn?> Take(HttpContext http, SignInProvider provider, string? state)
    {
        if (http.Request.Cookies[Cookie] is not { Length: > 0 and <= MaxCharacters } cookie)
            return null;
        http.Response.Cookies.Delete(Cookie, Options(http));
        await ring.Prepare();
        return Read(cookie) is { } pending && pending.Provider == provider.Name && pending.ExpiresAt > clock.GetUtcNow()
            && IdTokens.SameText(state, pending.State)
            ? pending
            : null;
    }

    private PendingSignIn? Read(string cookie)
    {
        try
        {
            return JsonSerializer.Deserialize<PendingSignIn>(_protector.Unprotect(cookie));
        }
        catch (CryptographicException)
        {
            // It was changed, or is of a key that is gone.
            return null;
        }
    }

    // Lax, for the provider's page leads back here.
    private static CookieOptions Options(HttpContext http) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = http.Request.IsHttps,
        Path = Path,
        MaxAge = Patience,
        IsEssential = true,
    };
}

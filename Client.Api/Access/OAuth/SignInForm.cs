using System.Buffers;
using Sanctum.Errors;

namespace Sanctum.Access;

/// <summary>
/// Takes a user's password from the page and leads back to it, signed in by cookies or with the reason why not.
/// </summary>
internal static class SignInForm
{
    /// <summary>The field that has the query of the page to lead back to.</summary>
    public const string Return = "return";

    /// <summary>The parameter by which the page knows why a sign-in failed.</summary>
    public const string Outcome = "sign_in";

    /// <summary>The name or the password is wrong.</summary>
    public const string Refused = "refused";

    /// <summary>Too many attempts failed.</summary>
    public const string Locked = "locked";

    /// <summary>The password is right and a one-time code is missing.</summary>
    public const string NeedsCode = "code";

    /// <summary>The password is a one-time one and must be changed first.</summary>
    public const string MustChange = "change";

    private const int MaxReturnCharacters = 8 * 1024;
    private const int MaxSecretCharacters = 1_024;

    private static readonly SearchValues<char> Graphic = SearchValues.Create(
        [.. Enumerable.Range('!', '~' - '!' + 1).Select(letter => (char)letter)]);

    public static async Task<IResult> Answer(HttpContext http, IClusterClient grains)
    {
        if (!http.Request.HasFormContentType)
            throw new InvalidRequestException("Content-Type", "must be application/x-www-form-urlencoded.");
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var query = form[Return].ToString();
        if (query.Length > MaxReturnCharacters || !query.StartsWith('?') || query.AsSpan().ContainsAnyExcept(Graphic))
            throw new InvalidRequestException(Return, "must be the query of the page that asks a user.");
        var refusal = await TrySignIn(
            http, grains, form["username"].ToString(), form["password"].ToString(), form["code"].ToString());
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.Location = $"{OAuthPaths.Authorize}{query}{(refusal is null ? "" : $"&{Outcome}={refusal}")}";
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    private static async Task<string?> TrySignIn(
        HttpContext http, IClusterClient grains, string name, string password, string code)
    {
        if (!Username.TryParse(name, null, out var username) || password.Length is 0 or > MaxSecretCharacters
            || code.Length > MaxSecretCharacters)
            return Refused;
        try
        {
            var signedIn = await SignIn(http, grains, username.Value, password, code);
            if (signedIn.MustChangePassword)
                return MustChange;
            SessionCookies.Set(http, signedIn);
            return null;
        }
        catch (SecondFactorRequiredException)
        {
            return NeedsCode;
        }
        catch (SignInRefusedException)
        {
            return Refused;
        }
        catch (LimitExceededException)
        {
            return Locked;
        }
    }

    private static async Task<SignedIn> SignIn(
        HttpContext http, IClusterClient grains, string username, string password, string code)
    {
        var caller = Callers.CallerOf(http);
        try
        {
            return await grains.User(username).SignIn(password, caller);
        }
        catch (SecondFactorRequiredException required) when (code.Length > 0)
        {
            return await grains.UserFactors(CallerTenant.Name, username).SignInByCode(required.Challenge, code, caller);
        }
    }
}

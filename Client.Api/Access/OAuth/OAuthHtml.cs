using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;
using OpenIddict.Abstractions;
using Sanctum.Edge;

namespace Sanctum.Access;

/// <summary>The pages of OAuth: plain forms without scripts. Everything that a client says of itself is encoded.</summary>
internal static class OAuthHtml
{
    private static readonly string[] NotOfRequest = [AuthorizationPage.Decision, SignInForm.Outcome];

    public static IResult SignIn(
        HttpContext http, OpenIddictRequest request, OAuthClient client, ImmutableArray<SignInProvider> providers)
    {
        var outcome = (string?)request[SignInForm.Outcome] switch
        {
            SignInForm.Refused => "The username, the password or the code is wrong, or the user is disabled.",
            SignInForm.NeedsCode => "Enter a code of your authenticator app, or a recovery code, with the password.",
            SignInForm.Locked => "Too many attempts failed. Try again later.",
            SignInForm.MustChange => "This is a one-time password. Change it first, on Sanctum's page or by 'sanctum password'.",
            _ => "",
        };
        return Page(http, request, "Sign in",
            $"""
            <p>To allow <strong>{Encode(client.Name)}</strong>, sign in.</p>
            <form method="post" action="{OAuthPaths.SignIn}">
              <input type="hidden" name="{SignInForm.Return}" value="{Encode(QueryOf(request))}">
              <label for="username">Username</label>
              <input id="username" name="username" autocomplete="username" maxlength="64" required>
              <label for="password">Password</label>
              <input id="password" name="password" type="password" autocomplete="current-password" maxlength="256" required>
              <label for="code">Code of your authenticator app, if you use one</label>
              <input id="code" name="code" autocomplete="one-time-code" maxlength="64">
              <button type="submit">Sign in</button>
            </form>
            <p role="status">{outcome}</p>
            {LinksTo(providers, $"{OAuthPaths.Authorize}{QueryOf(request)}")}
            """);
    }

    // A page that is too long an address to come back to leaves the password.
    private static string LinksTo(ImmutableArray<SignInProvider> providers, string page) =>
        page.Length > ReturnAddress.MaxCharacters ? "" : string.Concat(providers.Select(provider =>
            $"""
            <p><a href="{Encode(QueryHelpers.AddQueryString(provider.SignInPath, "return", page))}">Sign in with
            {Encode(provider.DisplayName)}</a></p>
            """));

    public static IResult Consent(
        HttpContext http, OpenIddictRequest request, OAuthClient client, string username, ImmutableArray<string> scopes,
        TimeSpan lifetime)
    {
        var hidden = new StringBuilder();
        foreach (var (name, value) in ParametersOf(request))
            hidden.Append("  <input type=\"hidden\" name=\"").Append(Encode(name)).Append("\" value=\"").Append(Encode(value))
                .AppendLine("\">");
        var items = string.Concat(scopes.Select(scope => $"<li>{Encode(scope)}</li>"));
        return Page(http, request, "Allow access",
            $"""
            <p><strong>{Encode(client.Name)}</strong> wants to act for you, <strong>{Encode(username)}</strong>. It may do
            what you may, of these:</p>
            <ul>{items}</ul>
            <p>It may do so for {Math.Ceiling(lifetime.TotalDays)} days, unless you end it before.</p>
            <p>It calls itself {Encode(client.ClientId)}{Described(client)} and you are
            sent to {Encode(request.RedirectUri ?? "")}.</p>
            <form method="post" action="{OAuthPaths.Authorize}">
            {hidden}  <button type="submit" name="{AuthorizationPage.Decision}" value="{AuthorizationPage.Allow}">Allow</button>
              <button type="submit" name="{AuthorizationPage.Decision}" value="{AuthorizationPage.Deny}">Deny</button>
            </form>
            """);
    }

    /// <summary>A page that leads to itself.</summary>
    public static IResult Again(HttpContext http) => Write(
        http, null, "One moment",
        $"""<p><a href="{Encode(http.Request.GetEncodedPathAndQuery())}">Continue</a></p>""",
        """<meta http-equiv="refresh" content="0">""");

    private static IResult Page(HttpContext http, OpenIddictRequest request, string title, string body) =>
        Write(http, request.RedirectUri, title, body, "");

    private static IResult Write(HttpContext http, string? redirectUri, string title, string body, string head)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Features.Set(new PagePolicy(PolicyOf(redirectUri)));
        return Results.Content(
            $"""
            <!doctype html>
            <html lang="en">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <title>{title} · Sanctum</title>
              {head}
              <link rel="icon" href="/favicon.svg" type="image/svg+xml">
              <link rel="stylesheet" href="/password.css">
            </head>
            <body>
              <main>
                <h1>{title}</h1>
                {body}
              </main>
            </body>
            </html>
            """,
            "text/html; charset=utf-8");
    }

    // Browsers ask the policy for the address that a form leads on to, too.
    private static string PolicyOf(string? redirectUri)
    {
        var client = redirectUri is not null && Uri.TryCreate(redirectUri, UriKind.Absolute, out var uri)
            ? uri.Scheme is "http" or "https" ? $" {uri.GetLeftPart(UriPartial.Authority)}" : $" {uri.Scheme}:"
            : "";
        return "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; " +
            $"form-action 'self'{client}";
    }

    private static string Described(OAuthClient client) => client.Source switch
    {
        OAuthClientSource.Admin => "",
        OAuthClientSource.Registration => ", which it chose itself,",
        _ => ", where it describes itself,",
    };

    private static string QueryOf(OpenIddictRequest request) =>
        new QueryBuilder(ParametersOf(request)).ToQueryString().ToString();

    private static IEnumerable<KeyValuePair<string, string>> ParametersOf(OpenIddictRequest request) =>
        from parameter in request.GetParameters()
        where !NotOfRequest.Contains(parameter.Key)
        from value in (ImmutableArray<string?>?)parameter.Value ?? ImmutableArray<string?>.Empty
        where value is not null
        select KeyValuePair.Create(parameter.Key, value);

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}

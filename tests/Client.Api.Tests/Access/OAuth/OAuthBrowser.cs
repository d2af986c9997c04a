using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;
using Sanctum.Tests;

namespace Sanctum.Access;

/// <summary>The browser of a user, as far as forms and cookies go, and the program that sent the user there.</summary>
internal sealed partial class OAuthBrowser : IDisposable
{
    private readonly OAuthGateway _gateway;
    private readonly string _clientId;
    private readonly HttpClient _http;
    private readonly string _verifier = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public OAuthBrowser(OAuthGateway gateway, string clientId)
    {
        (_gateway, _clientId) = (gateway, clientId);
        _http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = gateway.Address };
    }

    public HttpClient Http => _http;

    public void Dispose() => _http.Dispose();

    /// <summary>The address that the program sends its user to.</summary>
    public string Page(params (string Name, string Value)[] changes)
    {
        var query = new Dictionary<string, string?>
        {
            ["response_type"] = "code",
            ["client_id"] = _clientId,
            ["redirect_uri"] = OAuthGateway.Redirect,
            ["scope"] = "agents:read",
            ["state"] = "a state",
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(_verifier))),
            ["code_challenge_method"] = "S256",
        };
        foreach (var (name, value) in changes)
            query[name] = value;
        return QueryHelpers.AddQueryString("/oauth/authorize", query.Where(field => field.Value!.Length > 0));
    }

    /// <summary>Signs the user in by the form, and answers the page that follows.</summary>
    public async Task<string> SignIn(
        string page, string username, string password = AccessGateway.Password, string code = "")
    {
        var form = await Read(page);
        using var answer = await _http.PostAsync(
            "/oauth/sign-in",
            OAuthGateway.Form([.. Hidden(form), ("username", username), ("password", password), ("code", code)]));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return await Read(answer.Headers.Location!.ToString());
    }

    /// <summary>Answers the page of consent; the query of the address that the browser is sent to.</summary>
    public async Task<Dictionary<string, string>> Decide(string page, string decision)
    {
        using var answer = await _http.PostAsync(
            "/oauth/authorize", OAuthGateway.Form([.. Hidden(page), ("decision", decision)]));
        return QueryOf(answer);
    }

    /// <summary>All of it: the tokens of a user who allows what is asked for.</summary>
    public async Task<JsonNode> Allow(string username, params (string Name, string Value)[] changes)
    {
        var back = await Decide(await SignIn(Page(changes), username), "allow");
        return await _gateway.TokenOf(Exchange(back["code"]));
    }

    /// <summary>What the program presents to get tokens for a code.</summary>
    public (string Name, string Value)[] Exchange(string code, params (string Name, string Value)[] more) =>
    [
        ("grant_type", "authorization_code"), ("client_id", _clientId), ("code", code), ("redirect_uri", OAuthGateway.Redirect),
        ("code_verifier", _verifier), .. more,
    ];

    /// <summary>What the program presents to get further tokens.</summary>
    public (string Name, string Value)[] Refresh(JsonNode tokens, params (string Name, string Value)[] more) =>
        [("grant_type", "refresh_token"), ("client_id", _clientId), ("refresh_token", tokens.Text("refresh_token")), .. more];

    public async Task<string> Read(string page)
    {
        using var answer = await _http.GetAsync(page);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{(int)answer.StatusCode}: {text}");
        return text;
    }

    public static Dictionary<string, string> QueryOf(HttpResponseMessage answer)
    {
        Assert.True(answer.Headers.Location is not null, $"{(int)answer.StatusCode} leads nowhere.");
        Assert.StartsWith(OAuthGateway.Redirect, answer.Headers.Location.ToString(), StringComparison.Ordinal);
        return QueryHelpers.ParseQuery(answer.Headers.Location.Query).ToDictionary(
            field => field.Key, field => field.Value.ToString());
    }

    private static IEnumerable<(string Name, string Value)> Hidden(string page) => HiddenField().Matches(page).Select(
        field => (WebUtility.HtmlDecode(field.Groups["name"].Value), WebUtility.HtmlDecode(field.Groups["value"].Value)));

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]*)" value="(?<value>[^"]*)">""")]
    private static partial Regex HiddenField();
}

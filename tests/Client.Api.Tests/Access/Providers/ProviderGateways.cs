using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sanctum.Tests;

namespace Sanctum.Access;

/// <summary>Two gateways of one cluster whose users sign in by a real provider under two names; another one is away.</summary>
internal sealed class ProviderGateways : IAsyncDisposable
{
    /// <summary>Where both are said to be.</summary>
    public const string Home = "http://gateway.test/";

    private readonly List<IDisposable> _browsers = [];

    private ProviderGateways(OpenIdProvider provider) => Provider = provider;

    public OpenIdProvider Provider { get; }

    public AccessGateway Access { get; } = new();

    public RunningGateway First => Access.Gateway;

    public RunningGateway Second { get; } = new();

    public static async Task<ProviderGateways> Start()
    {
        string[] names = ["corp", "staff"];
        var provider = await OpenIdProvider.Start([.. names.Select(name => $"{Home}api/users/login/{name}/callback")]);
        var gateways = new ProviderGateways(provider);
        string[] settings =
        [
            $"Sanctum:Gateway:PublicUrl={Home}", "Sanctum:Gateway:SignInsPerMinute=100000",
            .. names.SelectMany(name => (string[])
            [
                $"Sanctum:Access:Providers:{name}:Authority={provider.Address}",
                $"Sanctum:Access:Providers:{name}:ClientId={OpenIdProvider.ClientId}",
                $"Sanctum:Access:Providers:{name}:ClientSecret={OpenIdProvider.ClientSecret}",
            ]),
            "Sanctum:Access:Providers:corp:DisplayName=Corporate sign-in",
            "Sanctum:Access:Providers:staff:CreatesUsers=true", "Sanctum:Access:Providers:staff:DefaultRoles:0=viewer",
            "Sanctum:Access:Providers:staff:Scopes:0=profile", "Sanctum:Access:Providers:staff:Scopes:1=groups",
            "Sanctum:Access:Providers:staff:RolesClaim=groups", "Sanctum:Access:Providers:staff:RoleRules:0=engineers=developer",
            "Sanctum:Access:Providers:staff:RoleRules:1=ghosts=no-such-role",
            "Sanctum:Access:Providers:away:Authority=http://127.0.0.1:9", "Sanctum:Access:Providers:away:ClientId=any",
        ];
        await gateways.Access.Start(isRequired: true, settings);
        await gateways.Second.StartUnready(gateways.First.Database, settings);
        await gateways.Second.BecomesReady();
        return gateways;
    }

    /// <summary>A browser, which has cookies of both gateways together, as they have one name.</summary>
    public HttpClient Browser()
    {
        var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = First.Address };
        _browsers.Add(browser);
        return browser;
    }

    /// <summary>A browser in which a user has signed in with a password.</summary>
    public async Task<HttpClient> SignedIn(string username)
    {
        var browser = Browser();
        using var answer = await browser.PostAsJsonAsync(
            "/api/users/login", new { username, password = AccessGateway.Password, cookie = true });
        await answer.ShouldBe(200);
        return browser;
    }

    /// <summary>Goes to the provider by the first gateway, and comes back to the second; where that leads.</summary>
    public async Task<string> Visit(HttpClient browser, string path, string login)
    {
        using var ended = await Come(browser, await Go(browser, path, login));
        return ended.Headers.Location!.ToString();
    }

    /// <summary>Goes to the provider by the first gateway; the path that it sends the browser back with.</summary>
    public static async Task<string> Go(HttpClient browser, string path, string login)
    {
        using var begun = await browser.GetAsync(path);
        Assert.True(begun.StatusCode == HttpStatusCode.SeeOther, await begun.Content.ReadAsStringAsync());
        return await OpenIdProvider.SignIn(browser, begun.Headers.Location!, login, Home);
    }

    /// <summary>Comes back to the second gateway.</summary>
    public async Task<HttpResponseMessage> Come(HttpClient browser, string path)
    {
        var answer = await browser.GetAsync(new Uri(Second.Address, path));
        Assert.True(answer.StatusCode == HttpStatusCode.SeeOther, await answer.Content.ReadAsStringAsync());
        return answer;
    }

    /// <summary>Who is signed in at a gateway, with the roles in the access token left out.</summary>
    public static async Task<JsonNode> Me(HttpClient browser, RunningGateway gateway)
    {
        using var answer = await browser.GetAsync(new Uri(gateway.Address, "/api/users/me"));
        return await answer.ShouldBe(200);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var browser in _browsers)
            browser.Dispose();
        await Second.DisposeAsync();
        await Access.DisposeAsync();
        await Provider.DisposeAsync();
    }
}

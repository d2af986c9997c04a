using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;

namespace Sanctum.Access;

/// <summary>A provider that answers codes with what a test asks for: the code names the answer.</summary>
internal sealed class ForgingProvider : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ForgingProvider(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    /// <summary>Without a slash, as the provider names itself.</summary>
    public string Issuer => Address.ToString().TrimEnd('/');

    /// <summary>The keys that it publishes.</summary>
    public ConcurrentDictionary<string, RSA> Keys { get; } = new() { ["first"] = RSA.Create(2_048) };

    /// <summary>What the token endpoint answers to a code.</summary>
    public ConcurrentDictionary<string, (int Status, object Body)> Answers { get; } = new();

    public static async Task<ForgingProvider> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var provider = new ForgingProvider(app);
        app.MapGet("/.well-known/openid-configuration", () => new Dictionary<string, object>
        {
            ["issuer"] = provider.Issuer,
            ["authorization_endpoint"] = $"{provider.Issuer}/authorize",
            ["token_endpoint"] = $"{provider.Issuer}/token",
            ["jwks_uri"] = $"{provider.Issuer}/jwks",
        });
        app.MapGet("/jwks", () => new { keys = provider.Keys.Select(key => Published(key.Key, key.Value)) });
        app.MapPost("/token", async (HttpRequest request) =>
        {
            var (status, body) = provider.Answers[(await request.ReadFormAsync())["code"].ToString()];
            return Results.Json(body, statusCode: status);
        });
        await app.StartAsync();
        return provider;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static object Published(string kid, RSA key)
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return new
        {
            kty = "RSA",
            use = "sig",
            kid,
            n = Base64UrlEncoder.Encode(parameters.Modulus),
            e = Base64UrlEncoder.Encode(parameters.Exponent),
        };
    }
}

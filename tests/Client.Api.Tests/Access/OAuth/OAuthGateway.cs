using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sanctum.Tests;

namespace Sanctum.Access;

/// <summary>A gateway whose clients get tokens by OAuth, also those that a document on loopback describes.</summary>
public sealed class OAuthGateway : IAsyncLifetime
{
    internal const string Redirect = "http://127.0.0.1:41999/callback";

    internal AccessGateway Access { get; } = new();

    internal Uri Address => Access.Gateway.Address;

    public Task InitializeAsync() => Access.Start(
        isRequired: true, "Sanctum:Access:OAuth:ClientDocuments=true", "Sanctum:Access:OAuth:AllowedNetworks:0=127.0.0.0/8");

    public Task DisposeAsync() => Access.DisposeAsync();

    /// <summary>A new client; the answer has what is known of it, and its secret.</summary>
    internal async Task<JsonNode> NewClient(string kind, params string[] scopes)
    {
        string[] redirectUris = kind == "service" ? [] : [Redirect];
        using var created = await Access.Admin.PostAsJsonAsync(
            "/v1/oauth/clients", new { name = $"A {kind} client", kind, redirectUris, scopes });
        return await created.ShouldBe(201);
    }

    internal Task<HttpResponseMessage> AskToken(params (string Name, string Value)[] form) =>
        Access.Nobody.PostAsync("/oauth/token", Form(form));

    internal async Task<JsonNode> TokenOf(params (string Name, string Value)[] form)
    {
        using var answer = await AskToken(form);
        return await answer.ShouldBe(200);
    }

    /// <summary>What a service presents to get a token.</summary>
    internal static (string Name, string Value)[] Credentials(JsonNode service, params (string Name, string Value)[] more) =>
    [
        ("grant_type", "client_credentials"), ("client_id", service["client"]!.Text("clientId")),
        ("client_secret", service.Text("secret")), .. more,
    ];

    /// <summary>A client that sends this token.</summary>
    internal HttpClient Client(JsonNode tokens) => Access.Client(tokens.Text("access_token"));

    internal static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));

    /// <summary>The error that an answer of OAuth has.</summary>
    internal static async Task<string> ErrorOf(HttpResponseMessage answer, int status = 400) =>
        (await answer.ShouldBe(status)).Text("error");
}

/// <summary>The gateway that the tests of OAuth share.</summary>
[CollectionDefinition(Name)]
public sealed class SharedOAuthGateway : ICollectionFixture<OAuthGateway>
{
    public const string Name = "oauth gateway";
}

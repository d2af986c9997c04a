using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Tests;
using Sanctum.Tests.Documents;

namespace Sanctum.Access;

/// <summary>Who may call which endpoint: the route table, the API's description and its page say the same.</summary>
[Collection(SharedGateway.Name)]
public sealed partial class EndpointTests(RunningGateway gateway)
{
    private const string Probe = "Supervisors and load balancers ask without signing in";
    private const string Visitor = "Visitors of a public chat are known by their cookie";
    private const string Machine = "The key in the gateway's machine key file says that the caller is on its machine";
    private const string Bridge = "The bridge checks the account's key";

    // Reviewed: it changes nothing, and has its key in a body.
    private const string LoadsByPost = "memory:read POST /api/memory/load";

    // Reviewed: anybody can call these, whatever is configured. The files of the page are no endpoints, and are open too.
    private static readonly string[] Open =
    [
        $"GET /api/status: {Probe}",
        $"GET /api/v1: {Bridge}",
        "GET /chat/{account}: The page of a public chat",
        $"GET /health: {Probe}",
        $"GET /live: {Probe}",
        "GET /openapi/{documentName}.json: The description of the API holds no data",
        "GET /oauth/authorize: Users sign in here",
        $"GET /ready: {Probe}",
        "GET /.well-known/jwks: Public keys are public",
        "GET /.well-known/oauth-authorization-server: Clients read what the server can do",
        "GET /.well-known/oauth-protected-resource: Clients read which server issues tokens",
        "GET /.well-known/openid-configuration: Clients read what the server can do",
        "GET /api/users/login/{provider}: Browsers are sent to a provider from here",
        "GET /api/users/login/{provider}/callback: The provider sends browsers back here",
        "GET /api/users/providers: The page shows by which providers users sign in",
        "GET /v1/signing-keys/jwks: Public keys are public",
        $"GET /v1/webchat/{{account}}: {Visitor}",
        $"GET /v1/webchat/{{account}}/conversations: {Visitor}",
        $"GET /v1/webchat/{{account}}/conversations/{{id}}/events: {Visitor}",
        $"GET /v1/webchat/{{account}}/conversations/{{id}}/messages: {Visitor}",
        $"POST /api/v1: {Bridge}",
        "POST /api/users/login: Users get their tokens here",
        "POST /api/users/login/passkey: Users get their tokens here",
        "POST /api/users/login/passkey/options: Users get their tokens here",
        "POST /api/users/login/totp: The challenge of a sign-in says who calls",
        "POST /api/users/password: The token of a reset says who calls",
        "POST /api/users/refresh: The refresh token says who calls",
        "POST /api/users/register: Closed unless Sanctum:Access:OpenRegistration is set",
        $"POST /api/users/machine-token: {Machine}",
        $"POST /api/users/reset-admin: {Machine}",
        $"POST /api/users/sign-in-links: {Machine}",
        "POST /api/users/sign-in-links/exchange: The code of the link says who calls",
        "POST /oauth/authorize: Users sign in here",
        "POST /oauth/revoke: The client says who calls",
        "POST /oauth/sign-in: Users sign in here",
        "POST /oauth/token: The client, a code or a refresh token says who calls",
        "POST /v1/platforms/{platform}/accounts/{account}/webhook: The adapter checks the delivery's signature",
        $"POST /v1/webchat/{{account}}/conversations/{{id}}/messages: {Visitor}",
        $"PUT /v1/webchat/{{account}}/visitor: {Visitor}",
    ];

    // Reviewed: served, and not described.
    private static readonly string[] Undescribed =
    [
        "GET /chat/{account}", "GET /openapi/{documentName}.json", "GET /oauth/authorize", "GET /.well-known/jwks",
        "GET /.well-known/oauth-authorization-server", "GET /.well-known/oauth-protected-resource",
        "GET /.well-known/openid-configuration", "POST /oauth/authorize", "POST /oauth/revoke", "POST /oauth/sign-in",
        "POST /oauth/token", "GET /api/users/login/{provider}", "GET /api/users/login/{provider}/callback",
        "GET /api/users/me/linked-accounts/{provider}/link",
    ];

    private IReadOnlyList<Endpoint> Endpoints => gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints;

    [Fact]
    public void Every_endpoint_declares_once_who_may_call_it()
    {
        Assert.NotEmpty(Endpoints);
        Assert.All(Endpoints, endpoint => Assert.Single(endpoint.Metadata.GetOrderedMetadata<IAccessDeclaration>()));
    }

    [Fact]
    public void Open_endpoints_are_those_of_the_list()
    {
        var open = from endpoint in Endpoints
                   where endpoint.Metadata.GetMetadata<OpenEndpoint>() is not null
                   select $"{NameOf(endpoint)}: {endpoint.Metadata.GetMetadata<OpenEndpoint>()!.Reason}";

        Assert.Equal(Open.Order(StringComparer.Ordinal), open.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Permission_to_read_lets_nobody_change_anything()
    {
        var byMethod = Endpoints.ToLookup(
            endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Single(),
            endpoint => $"{endpoint.Metadata.GetMetadata<RequiredPermission>()?.Permission} {NameOf(endpoint)}");
        var changing = byMethod.Where(methods => methods.Key != "GET").SelectMany(endpoints => endpoints).ToArray();

        Assert.NotEmpty(changing);
        Assert.Equal([LoadsByPost], changing.Where(endpoint => endpoint.Contains(":read ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Description_has_every_endpoint_and_no_other()
    {
        var described = (await Describe()).Select(operation => operation.Route).Concat(Undescribed);

        Assert.Equal(
            Endpoints.Select(NameOf).Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Description_says_of_each_operation_who_may_call_it()
    {
        var described = (await Describe()).ToDictionary(operation => operation.Route, operation => operation.Node);

        foreach (var endpoint in Endpoints.Where(one => described.ContainsKey(NameOf(one))))
        {
            var operation = described[NameOf(endpoint)];
            var needed = endpoint.Metadata.GetMetadata<RequiredPermission>()?.Permission;
            Assert.Equal(needed, operation["x-permission"]?.GetValue<string>());
            Assert.Equal(endpoint.Metadata.GetMetadata<OpenEndpoint>()?.Reason, operation["x-open"]?.GetValue<string>());
            Assert.Equal(ExpectedSecurity(endpoint), operation["security"]?.ToJsonString());
            if (needed is not null)
                Assert.All((string[])["401", "403"], status => Assert.NotNull(ErrorSchema(operation, status)));
        }
    }

    [Fact]
    public async Task Refusal_is_described_in_the_shape_of_its_path()
    {
        var described = (await Describe()).ToDictionary(operation => operation.Route, operation => operation.Node);

        Assert.EndsWith("/ChatErrorBody", ErrorSchema(described["GET /v1/models"], "401"), StringComparison.Ordinal);
        Assert.EndsWith("/Problem", ErrorSchema(described["GET /v1/agents"], "401"), StringComparison.Ordinal);
        Assert.Equal(
            "The caller lacks the permission agents:read.",
            described["GET /v1/agents"]["responses"]!["403"]!.Text("description"));
    }

    [Fact]
    public async Task Description_lists_all_permissions_and_the_ways_to_sign_in()
    {
        var document = await gateway.Get("/openapi/v1.json");
        var permissions = document["x-permissions"]!.AsArray().Select(permission => permission!.GetValue<string>()).ToArray();

        Assert.Equal(
            Endpoints.Select(endpoint => endpoint.Metadata.GetMetadata<RequiredPermission>()?.Permission).OfType<string>()
                .Distinct().Order(StringComparer.Ordinal),
            permissions);
        Assert.Contains("agents:execute", permissions);
        var schemes = document["components"]!["securitySchemes"]!.AsObject();
        Assert.Equal(["bearer", "apiKey", "accessCookie"], schemes.Select(scheme => scheme.Key));
        Assert.Equal("bearer", schemes["bearer"]!.Text("scheme"));
        Assert.Equal("X-API-Key", schemes["apiKey"]!.Text("name"));
        Assert.Equal("cookie", schemes["accessCookie"]!.Text("in"));
    }

    [Fact]
    public void Page_says_of_each_route_who_may_call_it()
    {
        var declared = Endpoints.ToDictionary(
            NameOf, endpoint => Sentence(endpoint.Metadata.GetMetadata<IAccessDeclaration>()));

        var different = from section in DocumentedRoute.All()
                        let sentence = declared[section.Route]
                        where !section.Text.Split('\n').Contains(sentence)
                        select $"{section.Route}: {sentence}";

        Assert.Empty(different);
    }

    private async Task<IReadOnlyList<(string Route, JsonNode Node)>> Describe() =>
    [
        .. from path in (await gateway.Get("/openapi/v1.json"))["paths"]!.AsObject()
           from operation in path.Value!.AsObject()
           select ($"{operation.Key.ToUpperInvariant()} {path.Key}", operation.Value!),
    ];

    private static string ExpectedSecurity(Endpoint endpoint) => endpoint.Metadata.GetMetadata<IAccessDeclaration>() switch
    {
        RequiredPermission { Permission: var permission } =>
            $$"""[{"bearer":["{{permission}}"]},{"apiKey":["{{permission}}"]},{"accessCookie":["{{permission}}"]}]""",
        SignInRequired => """[{"bearer":[]},{"apiKey":[]},{"accessCookie":[]}]""",
        _ => "[]",
    };

    private static string Sentence(IAccessDeclaration? declaration) => declaration switch
    {
        RequiredPermission { Permission: var permission } => $"Needs `{permission}`.",
        SignInRequired => "Needs a sign-in.",
        OpenEndpoint { Reason: var reason } => $"Open: {char.ToLowerInvariant(reason[0])}{reason[1..]}.",
        _ => "",
    };

    private static string? ErrorSchema(JsonNode operation, string status) =>
        operation["responses"]![status]?["content"]!.AsObject().Single().Value!["schema"]!["$ref"]?.GetValue<string>();

    // As the description has it, which leaves out what a parameter is held to.
    private static string NameOf(Endpoint endpoint) => Constraint().Replace(DeclaredEndpoints.NameOf(endpoint), "");

    [GeneratedRegex(@"(?<=\{\w+):[^}]*")]
    private static partial Regex Constraint();
}

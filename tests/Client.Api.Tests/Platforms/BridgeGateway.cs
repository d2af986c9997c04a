using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sanctum.Plugins;
using Sanctum.Testing;

namespace Sanctum.Tests.Platforms;

/// <summary>A gateway whose bridges are not limited, with the example of a plug-in that asks a bridge.</summary>
public sealed class BridgeGateway : IAsyncLifetime
{
    internal const string ApiKey = "the-api-key-of-an-outside-program";
    internal const string AdminKey = "the-admin-key-of-the-administrator";

    private readonly string _plugins = Directory.CreateTempSubdirectory("sanctum-bridge-").FullName;

    internal WebhookGateway Hooks { get; private set; } = null!;

    internal HttpClient Http => Hooks.Http;

    public async Task InitializeAsync()
    {
        var plugin = Directory.CreateDirectory(Path.Combine(_plugins, "WebChatPoll")).FullName;
        var sources = Directory.GetFiles(Path.Combine(Repository.Root, "examples", "web-chat-plugin"), "*.cs");
        await PluginCompiler.CompileFiles(Path.Combine(plugin, "WebChatPoll.dll"), sources, typeof(IPlugin).Assembly.Location);
        Hooks = new WebhookGateway(
            "Sanctum:Gateway:BridgePublicCalls=1000000", "Sanctum:Gateway:BridgePluginCalls=1000000",
            "Sanctum:Gateway:BridgeAdminCalls=1000000",
            $"Sanctum:Plugins:Folder={_plugins}", "Sanctum:Plugins:ScanInterval=00:00:00.100");
        await Hooks.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await Hooks.DisposeAsync();
        Directory.Delete(_plugins, recursive: true);
    }

    /// <summary>A web chat with a bridge, of a new agent and named like it.</summary>
    internal Task<string> Open(object bridge) => Open(Hooks, bridge, new { apiKey = ApiKey, adminKey = AdminKey });

    internal static async Task<string> Open(WebhookGateway hooks, object? bridge, object? credentials)
    {
        var agent = await hooks.Gateway.CreateAgent();
        using var response = await hooks.Http.PostAsJsonAsync(
            "/v1/platforms/webchat/accounts", new { account = agent, agent, credentials, settings = new { bridge } });
        await response.ShouldBe(201);
        return agent;
    }

    internal static string NewSession() => $"session_{Guid.NewGuid():N}";

    internal Task<HttpResponseMessage> Send(string query, object? body = null, string? key = null) =>
        Send(Hooks.Gateway.Nobody, query, body, key);

    internal static Task<HttpResponseMessage> Send(HttpClient http, string query, object? body = null, string? key = null)
    {
        var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, $"/api/v1/?{query}");
        if (body is not null)
            request.Content = body is string text ? RunningGateway.Json(text) : JsonContent.Create(body);
        if (key is not null)
            request.Headers.Authorization = new("Bearer", key);
        return http.SendAsync(request);
    }

    /// <summary>The data of an answer, once it is a success.</summary>
    internal async Task<JsonNode> Ask(string query, object? body = null, string? key = null)
    {
        using var response = await Send(query, body, key);
        var envelope = await response.ShouldBe(200);
        Assert.True(envelope["success"]!.GetValue<bool>());
        Assert.NotEmpty(envelope.Text("message"));
        Assert.NotEmpty(envelope.Text("timestamp"));
        return envelope["data"]!;
    }

    internal Task<JsonNode[]> Responses(string account, string session, int count) => Eventually.Get(
        async () => (await Ask($"action=responses&account={account}&session_id={session}"))["responses"]!.AsArray()
            .Select(one => one!).ToArray(),
        found => found.Length >= count);
}

/// <summary>One such gateway, and never two of these classes at work: each of them starts whole gateways.</summary>
[CollectionDefinition(Name)]
public sealed class BridgeSuite : ICollectionFixture<BridgeGateway>
{
    public const string Name = "bridges";
}

internal static class BridgeAnswers
{
    /// <summary>The error, once it is one of the expected status in the bridge's envelope.</summary>
    public static async Task<string> ShouldFail(this Task<HttpResponseMessage> sending, int status)
    {
        using var response = await sending;
        var envelope = await response.ShouldBe(status);
        Assert.False(envelope["success"]!.GetValue<bool>());
        Assert.Equal(status, envelope["code"]!.GetValue<int>());
        Assert.NotEmpty(envelope.Text("timestamp"));
        return envelope.Text("error");
    }
}

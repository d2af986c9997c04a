using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Sanctum.Testing;

namespace Sanctum.Tests.Platforms;

/// <summary>A gateway that may post to loopback, and a signer of its own, written from the specification alone.</summary>
public sealed class WebhookGateway : IAsyncLifetime
{
    private readonly string[] _settings;

    public WebhookGateway() : this([])
    {
    }

    internal WebhookGateway(params string[] settings) => _settings = settings;

    internal RunningGateway Gateway { get; } = new();

    internal HttpClient Http => Gateway.Http;

    public async Task InitializeAsync() => await Gateway.Start(
        [.. _settings, "Sanctum:Webhooks:AllowedNetworks:0=127.0.0.0/8",
            "Sanctum:Outbox:RetryBaseDelay=00:00:00.020", "Sanctum:Outbox:RetryMaxDelay=00:00:00.200",
            "Sanctum:Platforms:UnavailableWait=00:00:00.100",
            "Sanctum:RemotePlatforms:CircuitCalls=2", "Sanctum:RemotePlatforms:CircuitPause=00:00:00.500",
            $"Sanctum:Secrets:Key={Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))}"]);

    public Task DisposeAsync() => Gateway.DisposeAsync();

    internal static string NewSecret() => "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>A new agent's account, named like the agent.</summary>
    internal async Task<string> Connect(string url, string secret, object? headers = null)
    {
        var agent = await Gateway.CreateAgent();
        using var response = await Http.PostAsJsonAsync("/v1/platforms/webhook/accounts", new
        {
            account = agent,
            agent,
            credentials = new { secret },
            settings = new { url, headers = headers ?? new { } },
        });
        await response.ShouldBe(201);
        return agent;
    }

    internal static string PathOf(string account) => $"/v1/platforms/webhook/accounts/{account}";

    internal Task<HttpResponseMessage> Deliver(
        string path, string body, string secret, string? id = null, DateTimeOffset? at = null,
        Action<HttpRequestMessage>? change = null)
    {
        id ??= $"msg_{Guid.NewGuid():N}";
        var time = (at ?? DateTimeOffset.UtcNow).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, $"{path}/webhook") { Content = RunningGateway.Json(body) };
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", time);
        request.Headers.Add("webhook-signature", Sign(secret, id, time, Encoding.UTF8.GetBytes(body)));
        change?.Invoke(request);
        return Http.SendAsync(request);
    }

    internal static string Sign(string secret, string id, string time, byte[] body) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(
            Convert.FromBase64String(secret["whsec_".Length..]), (byte[])[.. Encoding.UTF8.GetBytes($"{id}.{time}."), .. body]));

    internal static bool IsSigned(ReceivedRequest request, string secret) =>
        request.Headers["webhook-signature"].Split(' ').Contains(
            Sign(secret, request.Headers["webhook-id"], request.Headers["webhook-timestamp"], request.Body));

    internal static Task<JsonNode[]> Replies(LoopbackReceiver receiver, int count) => Eventually.Get(
        () => Task.FromResult(receiver.Requests.Select(request => JsonNode.Parse(request.Body)!).ToArray()),
        replies => replies.Length >= count);
}

/// <summary>One such gateway for all that speak to it.</summary>
[CollectionDefinition(Name)]
public sealed class WebhookSuite : ICollectionFixture<WebhookGateway>
{
    public const string Name = "webhooks";
}

using Sanctum.Testing;

namespace Sanctum.Tests.Platforms;

/// <summary>A post whose receiver answers with an error, where three retries are configured.</summary>
public sealed class OutboundRetryTests(OutboundRetryTests.ThreeRetries fixture) : IClassFixture<OutboundRetryTests.ThreeRetries>
{
    private readonly string _secret = WebhookGateway.NewSecret();

    [Theory]
    [InlineData(429, 4, "transient")]
    [InlineData(500, 4, "transient")]
    [InlineData(502, 4, "transient")]
    [InlineData(503, 4, "transient")]
    [InlineData(504, 4, "transient")]
    [InlineData(400, 1, "permanent")]
    [InlineData(404, 1, "permanent")]
    public async Task Statuses_that_may_pass_are_retried_as_often_as_is_configured_and_others_are_not(
        int status, int requests, string errorClass)
    {
        await using var shop = await LoopbackReceiver.Start();
        shop.Answer = (_, http) =>
        {
            http.Response.StatusCode = status;
            return Task.CompletedTask;
        };
        var account = await fixture.Hooks.Connect(shop.Url.ToString(), _secret);

        using var delivery = await fixture.Hooks.Deliver(
            WebhookGateway.PathOf(account), """{"text":"hi","from":{"id":"1"}}""", _secret);
        await delivery.ShouldBe(202);

        var failed = await Eventually.Get(
            async () => (await fixture.Hooks.Gateway.Get(
                $"/v1/outbox/posts?status=error&account={account}&platform=webhook"))["items"]!.AsArray(),
            posts => posts.Count == 1);
        Assert.Equal((requests, errorClass), (failed[0]!["attempts"]!.GetValue<int>(), failed[0]!.Text("lastErrorClass")));
        Assert.Equal(requests, shop.Requests.Count);
        Assert.Single(shop.Requests.Select(request => request.Headers["webhook-id"]).Distinct());
    }

    /// <summary>A gateway that retries three times.</summary>
    public sealed class ThreeRetries : IAsyncLifetime
    {
        internal WebhookGateway Hooks { get; } = new("Sanctum:Outbox:MaxAttempts=4");

        public Task InitializeAsync() => Hooks.InitializeAsync();

        public Task DisposeAsync() => Hooks.DisposeAsync();
    }
}

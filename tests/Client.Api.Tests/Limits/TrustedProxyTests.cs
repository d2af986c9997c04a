namespace Sanctum.Tests.Limits;

/// <summary>A gateway behind a proxy on this machine, and another in 10.0.0.0/8 before that.</summary>
public sealed class TrustedProxyTests : IAsyncLifetime
{
    private const int Allowed = 3;

    private readonly RunningGateway _gateway = new();

    public Task InitializeAsync() => _gateway.Start(
        $"Sanctum:Gateway:RequestsPerWindow={Allowed}", "Sanctum:Gateway:RequestWindow=00:05:00",
        "Sanctum:Gateway:TrustedProxies:0=127.0.0.1", "Sanctum:Gateway:TrustedProxies:1=10.0.0.0/8",
        "Sanctum:Gateway:MaxEventStreamsPerAddress=1");

    public Task DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Callers_behind_the_proxy_have_limits_of_their_own()
    {
        for (var i = 0; i < Allowed; i++)
            Assert.Equal(200, await Ask("203.0.113.1"));

        Assert.Equal(429, await Ask("203.0.113.1"));
        Assert.Equal(200, await Ask("203.0.113.2"));
    }

    [Theory]
    [InlineData("198.51.100.{0}, 203.0.113.10")]
    [InlineData("127.0.0.1, 198.51.100.{0}, 203.0.113.11")]
    [InlineData("198.51.100.{0}, 203.0.113.12, 10.1.2.3")]
    [InlineData("198.51.100.{0}, 203.0.113.13, 10.1.2.3, 10.1.2.4, 127.0.0.1")]
    [InlineData("no address {0}, 203.0.113.14")]
    [InlineData("203.0.113.15:4{0}")]
    [InlineData("2001:db8:0:1::{0}")]
    public async Task What_a_caller_forged_before_the_trusted_part_changes_nothing(string header)
    {
        for (var i = 0; i < Allowed; i++)
            Assert.Equal(200, await Ask(Numbered(header, i)));

        Assert.Equal(429, await Ask(Numbered(header, 99)));
    }

    [Fact]
    public async Task Event_streams_are_counted_for_the_same_caller()
    {
        var agent = await _gateway.CreateAgent();
        (await _gateway.Send(agent, new { text = "hello", sessionId = "proxied" }, "?wait=30s")).Dispose();
        using var open = await Open("203.0.113.20");
        using var second = await Open("203.0.113.20");
        using var other = await Open("203.0.113.21");

        Assert.Equal([200, 429, 200], new[] { open, second, other }.Select(answer => (int)answer.StatusCode));
    }

    [Theory]
    [InlineData("https", "max-age=31536000")]
    [InlineData("http", null)]
    [InlineData("https, http", null)]
    public async Task Who_came_to_the_proxy_by_TLS_is_told_to_come_by_TLS_alone(string scheme, string? expected)
    {
        var request = Request("/health", "203.0.113.40");
        request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", scheme);

        using var answer = await _gateway.Http.SendAsync(request);

        Assert.Equal(
            expected, answer.Headers.TryGetValues("Strict-Transport-Security", out var values) ? values.Single() : null);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("203.0.113.30")]
    public async Task Dashboard_is_for_nobody_behind_the_proxy(string forwardedFor)
    {
        using var answer = await _gateway.Http.SendAsync(Request("/admin/orleans", forwardedFor));

        await answer.ShouldRefuse(403, "local-only");
    }

    private async Task<HttpResponseMessage> Open(string forwardedFor) =>
        await _gateway.Http.SendAsync(
            Request("/v1/sessions/proxied/events", forwardedFor), HttpCompletionOption.ResponseHeadersRead);

    private async Task<int> Ask(string forwardedFor)
    {
        using var answer = await _gateway.Http.SendAsync(Request("/v1/agents", forwardedFor));
        return (int)answer.StatusCode;
    }

    private static HttpRequestMessage Request(string path, string forwardedFor)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", forwardedFor);
        return request;
    }

    private static string Numbered(string header, int number) =>
        header.Replace("{0}", number.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
}

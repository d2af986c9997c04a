using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sanctum.Testing;

namespace Sanctum.Tests.Limits;

public sealed partial class RequestLimitTests : IAsyncLifetime
{
    private const int Allowed = 5;
    private const int Refused = 2070;

    private readonly LogLines _log = new();
    private readonly RunningGateway _gateway;

    public RequestLimitTests() => _gateway = new RunningGateway
    {
        // The limits of users would be in the headers too.
        IsOpen = true,
        AlsoRegister = services => services.AddLogging(logging => logging.AddProvider(_log)),
    };

    public Task InitializeAsync() => _gateway.Start(
        $"Sanctum:Gateway:RequestsPerWindow={Allowed}", "Sanctum:Gateway:RequestWindow=00:01:00");

    public Task DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Exactly_the_limit_is_let_through_and_answers_say_what_is_left()
    {
        var answers = new List<HttpResponseMessage>();
        for (var i = 0; i < Allowed + 4; i++)
            answers.Add(await _gateway.Http.GetAsync(i == 0 ? "/nothing" : "/v1/agents"));

        Assert.Equal([404, 200, 200, 200, 200, 429, 429, 429, 429], answers.Select(answer => (int)answer.StatusCode));
        Assert.All(answers, answer => Assert.Equal("\"address\";q=5;w=60", Header(answer, "RateLimit-Policy")));
        Assert.Equal(
            [4, 3, 2, 1, 0, 0, 0, 0, 0],
            answers.Select(answer => int.Parse(State().Match(Header(answer, "RateLimit")).Groups["left"].Value, null)));
        var refused = answers[^1];
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(61));
        var problem = await refused.ShouldRefuse(429, "limit-exceeded");
        Assert.Equal("One address may make 5 requests in 60 seconds.", problem.Text("detail"));
    }

    [Fact]
    public async Task Probes_and_the_page_do_not_count()
    {
        for (var i = 0; i < Allowed * 2; i++)
        {
            foreach (var path in new[] { "/health", "/ready", "/metrics", "/" })
                Assert.False((await _gateway.Http.GetAsync(path)).Headers.Contains("RateLimit"));
        }

        Assert.Equal(200, (int)(await _gateway.Http.GetAsync("/v1/agents")).StatusCode);
    }

    [Fact]
    public async Task Refusals_are_counted_each_and_logged_once()
    {
        await Task.WhenAll(Enumerable.Range(0, Allowed + 7).Select(_ => _gateway.Http.GetAsync("/v1/agents")));

        Assert.Contains(
            "sanctum_gateway_refused_requests_total{", Refusals(await _gateway.Http.GetStringAsync("/metrics")),
            StringComparison.Ordinal);
        Assert.EndsWith(" 7", Refusals(await _gateway.Http.GetStringAsync("/metrics")), StringComparison.Ordinal);
        Assert.Equal(
            "The limit address refuses requests of 127.0.0.1 in tenant default: One address may make 5 requests in 60 seconds.",
            Assert.Single(_log.Of(Refused)).Text);
    }

    [Fact]
    public async Task Forged_header_of_a_caller_that_is_no_proxy_changes_nothing()
    {
        for (var i = 0; i < Allowed; i++)
            Assert.Equal(200, await Ask(_gateway, $"203.0.113.{i}"));

        Assert.Equal(429, await Ask(_gateway, "203.0.113.200"));
    }

    private static async Task<int> Ask(RunningGateway gateway, string forwardedFor)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/agents");
        request.Headers.Add("X-Forwarded-For", forwardedFor);
        using var answer = await gateway.Http.SendAsync(request);
        return (int)answer.StatusCode;
    }

    private static string Header(HttpResponseMessage answer, string name) => Assert.Single(answer.Headers.GetValues(name));

    private static string Refusals(string metrics) =>
        metrics.Split('\n').Single(line => line.StartsWith("sanctum_gateway_refused_requests_total{", StringComparison.Ordinal)
            && line.Contains("limit=\"address\"", StringComparison.Ordinal)).Trim();

    [GeneratedRegex("^\"address\";r=(?<left>\\d+);t=\\d+$")]
    private static partial Regex State();
}

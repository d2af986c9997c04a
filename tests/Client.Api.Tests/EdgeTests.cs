namespace Sanctum.Tests;

[Collection(SharedGateway.Name)]
public sealed class EdgeTests(RunningGateway gateway)
{
    [Theory]
    [InlineData("GET", "/nothing", 404, "no-such-route")]
    [InlineData("PUT", "/v1/agents", 405, "method-not-allowed")]
    [InlineData("GET", "/v1/agents/UPPER", 400, "invalid-request")]
    [InlineData("GET", "/v1/agents?limit=0", 400, "invalid-request")]
    [InlineData("GET", "/v1/agents?limit=201", 400, "invalid-request")]
    [InlineData("GET", "/v1/agents?limit=many", 400, "invalid-request")]
    [InlineData("GET", "/v1/agents?after=..", 400, "invalid-request")]
    [InlineData("GET", "/v1/sessions/a%20b", 400, "invalid-request")]
    [InlineData("GET", "/v1/sessions/some/transcript?after=-1", 400, "invalid-request")]
    [InlineData("GET", "/v1/agents/some/queue/items?status=lost", 400, "invalid-request")]
    [InlineData("POST", "/v1/agents/some/queue/items/7/retry", 400, "invalid-request")]
    public async Task Wrong_request_is_a_problem(string method, string path, int status, string code)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var response = await gateway.Http.SendAsync(request);

        await response.ShouldRefuse(status, code);
    }

    [Fact]
    public async Task Content_that_is_not_read_here_is_refused()
    {
        using var response = await gateway.Http.PostAsync("/v1/agents", new StringContent("name: x"));

        await response.ShouldRefuse(415, "unsupported-media-type");
    }

    [Theory]
    [InlineData("/health", 200)]
    [InlineData("/v1/agents", 200)]
    [InlineData("/v1/agents/nobody-here", 404)]
    [InlineData("/v1/sessions/some/events", 405)]
    [InlineData("/v1/chat/completions", 405)]
    public async Task Head_answers_as_get_does_without_a_body(string path, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, path);

        using var response = await gateway.Http.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/v1/agents")]
    [InlineData("/v1/agents/some/messages")]
    public async Task Body_beyond_the_limit_is_refused(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = RunningGateway.Json($"\"{new string('a', 1_100_000)}\""),
        };
        // As careful clients do with large bodies; one that sends on after the answer may lose it with the connection.
        request.Headers.ExpectContinue = true;

        using var response = await gateway.Http.SendAsync(request);

        await response.ShouldRefuse(413, "body-too-large");
    }

    [Fact]
    public async Task Page_of_another_site_cannot_send_commands()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/sessions/some/cancel");
        request.Headers.Add("Origin", "https://evil.example");

        using var response = await gateway.Http.SendAsync(request);

        await response.ShouldRefuse(403, "cross-site");
    }

    [Fact]
    public async Task Name_that_was_pointed_at_this_machine_is_refused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/agents");
        request.Headers.Host = "evil.example";

        using var response = await gateway.Http.SendAsync(request);

        await response.ShouldRefuse(421, "misdirected-host");
    }

    [Fact]
    public async Task Answers_tell_browsers_what_not_to_do()
    {
        foreach (var path in new[] { "/", "/v1/agents", "/nothing" })
        {
            using var response = await gateway.Http.GetAsync(path);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Contains(
                "default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
            Assert.False(response.Headers.Contains("Server"));
        }
    }

    [Fact]
    public async Task Tools_are_listed_with_their_schemas()
    {
        var tools = (await gateway.Get("/v1/tools"))["items"]!.AsArray();

        Assert.Contains(tools, tool => tool!.Text("name") == "calculate");
        Assert.All(tools, tool => Assert.Equal("object", tool!["parameters"]!.Text("type")));
    }

    [Fact]
    public async Task Page_and_all_that_it_names_are_served()
    {
        var page = await gateway.Http.GetStringAsync("/");
        var named = System.Text.RegularExpressions.Regex.Matches(page, "(?:src|href)=\"(/[^\"]+)\"").Select(
            match => match.Groups[1].Value);

        foreach (var path in named)
        {
            using var response = await gateway.Http.GetAsync(path);
            Assert.True(response.IsSuccessStatusCode, path);
        }
        Assert.DoesNotContain("http", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Callers_beyond_the_rate_are_told_when_to_come_back()
    {
        var strict = new RunningGateway();
        try
        {
            await strict.Start("Sanctum:Gateway:RequestsPerWindow=5");
            var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => strict.Http.GetAsync("/v1/agents")));

            var refused = answers.First(answer => (int)answer.StatusCode == 429);
            await refused.ShouldRefuse(429, "limit-exceeded");
            Assert.True(refused.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
            (await strict.Http.GetAsync("/health")).EnsureSuccessStatusCode();
        }
        finally
        {
            await strict.DisposeAsync();
        }
    }

    [Fact]
    public async Task Event_streams_are_bounded_beat_and_end_when_the_gateway_stops()
    {
        var small = new RunningGateway();
        try
        {
            await small.Start(
                "Sanctum:Gateway:MaxEventStreamsPerAddress=1", "Sanctum:Gateway:Heartbeat=00:00:00.100",
                "Sanctum:Gateway:ResyncPeriod=00:00:00.100");
            var agent = await small.CreateAgent();
            (await small.Send(agent, new { text = "hello", sessionId = "s" }, "?wait=30s")).Dispose();
            using var open = await small.Http.GetAsync("/v1/sessions/s/events?after=2", HttpCompletionOption.ResponseHeadersRead);
            using var reader = new StreamReader(await open.Content.ReadAsStreamAsync());
            Assert.StartsWith(":", await reader.ReadLineAsync(), StringComparison.Ordinal);

            using var second = await small.Http.GetAsync("/v1/sessions/s/events");
            await second.ShouldRefuse(429, "limit-exceeded");
            await small.Stop().WaitAsync(TimeSpan.FromSeconds(60));
            await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(60));
        }
        finally
        {
            await small.DisposeAsync();
        }
    }
}

using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.OpenApi;

namespace Sanctum.Tests;

[Collection(SharedGateway.Name)]
public sealed partial class OperationsTests(RunningGateway gateway)
{
    [Theory]
    [InlineData("/health")]
    [InlineData("/live")]
    public async Task Probes_answer_ok(string path) => Assert.Equal("ok", (await gateway.Get(path)).Text("status"));

    [Fact]
    public async Task Gateway_that_serves_is_ready() =>
        // Another test's account may have failed, which degrades the whole.
        Assert.Contains((await gateway.Get("/ready")).Text("status"), new[] { "ok", "degraded" });

    [Fact]
    public async Task Gateway_says_which_process_its_circuits_are_those_of() =>
        Assert.StartsWith($"{Environment.MachineName}/", (await gateway.Get("/ready")).Text("silo"), StringComparison.Ordinal);

    [Fact]
    public async Task Status_says_which_version_runs_since_when()
    {
        using var head = await gateway.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/api/status"));
        var status = await gateway.Get("/api/status");
        var silo = (await gateway.Get("/v1/cluster"))["silos"]![0]!;

        Assert.True(head.IsSuccessStatusCode);
        Assert.Equal("nosniff", head.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains(status.Text("status"), new[] { "ok", "degraded" });
        Assert.Equal(silo.Text("version"), status.Text("version"));
        Assert.True(DateTimeOffset.Parse(status.Text("startedAt"), CultureInfo.InvariantCulture) <= DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task Metrics_are_well_formed_and_count_requests_by_route()
    {
        var agent = await gateway.CreateAgent();
        using var response = await gateway.Http.GetAsync("/metrics");
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        var lines = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.All(lines, line => Assert.Matches(Line(), line));
        var types = lines.Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).ToArray();
        Assert.Equal(types.Distinct(), types);
        Assert.Contains("# TYPE http_server_request_duration_seconds histogram", types);
        Assert.Contains(lines, line => line.StartsWith("http_server_request_duration_seconds_count", StringComparison.Ordinal)
            && line.Contains("http_route=\"/v1/agents\"", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains(agent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Buckets_of_a_histogram_only_grow_and_end_at_its_count()
    {
        await gateway.Get("/v1/agents");
        var lines = (await gateway.Http.GetStringAsync("/metrics")).Split('\n');
        var buckets = lines.Where(
            line => line.StartsWith("http_server_request_duration_seconds_bucket", StringComparison.Ordinal))
            .GroupBy(line => LeLabel().Replace(line, "").Split("} ")[0]);

        foreach (var series in buckets)
        {
            var counts = series.Select(line => double.Parse(line.Split("} ")[1], CultureInfo.InvariantCulture)).ToArray();
            Assert.Equal(counts.Order(), counts);
            Assert.Contains("le=\"+Inf\"", series.Last(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Tool_calls_are_measured_by_tool_and_status()
    {
        var agent = await gateway.CreateAgent("local/default");
        (await gateway.Send(agent, new { text = "What is 6 * 7?" }, "?wait=30s")).EnsureSuccessStatusCode().Dispose();

        var metrics = await gateway.Http.GetStringAsync("/metrics");

        Assert.Contains(
            "sanctum_tools_duration_seconds_count{status=\"ok\",tool=\"calculate\"} ", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Api_description_is_valid_and_says_what_each_route_is_for()
    {
        var (document, diagnostic) = OpenApiDocument.Parse(await gateway.Http.GetStringAsync("/openapi/v1.json"), "json");

        Assert.Empty(diagnostic!.Errors);
        Assert.NotEmpty(document!.Paths);
        Assert.All(document.Paths.Values.SelectMany(path => path.Operations!.Values), operation =>
        {
            Assert.NotEmpty(operation.Summary!);
            Assert.NotEmpty(operation.Tags!);
        });
    }

    [Fact]
    public async Task Api_description_has_the_limits_of_an_agents_definition()
    {
        var (document, _) = OpenApiDocument.Parse(await gateway.Http.GetStringAsync("/openapi/v1.json"), "json");

        var agent = document!.Components!.Schemas!["AgentDefinition"].Properties!;
        var (identity, capabilities) = (agent["personality"].Properties!["core_identity"], agent["capabilities"].Properties!);
        var block = agent["memory_blocks"].AdditionalProperties!.Properties!;
        Assert.Equal("^[a-z0-9][a-z0-9-]{0,62}$", agent["name"].Pattern);
        Assert.Equal((1, 4_000), (identity.MinLength, identity.MaxLength));
        Assert.Equal(("1", "1000"), (capabilities["max_steps"].Minimum, capabilities["max_steps"].Maximum));
        Assert.Equal(128, capabilities["tools"].Items!.MaxLength);
        Assert.Equal((32, "100000"), (agent["memory_blocks"].MaxProperties, block["limit"].Maximum));
        Assert.All(agent.Values.Concat(block.Values), field => Assert.NotEmpty(field.Description!));
    }

    [GeneratedRegex("""^(# (HELP|TYPE) [a-zA-Z_:][a-zA-Z0-9_:]* .+|[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\["\\n])*",?)*\})? (NaN|[+-]Inf|-?[0-9.]+(E[+-]?[0-9]+)?))$""")]
    private static partial Regex Line();

    [GeneratedRegex(",?le=\"[^\"]*\"")]
    private static partial Regex LeLabel();
}

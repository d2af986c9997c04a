using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Health;
using Sanctum.Hosting;
using Sanctum.Turns;

namespace Sanctum.Tests.Documents;

/// <summary>
/// Compares what docs/api.md shows of bodies with the schemas that the endpoints have, and with what they answer.
/// </summary>
[Collection(SharedGateway.Name)]
public sealed partial class ApiSampleTests(RunningGateway gateway)
{
    [Fact]
    public void Sample_is_JSON() =>
        Assert.DoesNotContain(DocumentedChapter.All().SelectMany(chapter => chapter.Samples), sample => sample.Body is null);

    [Fact]
    public async Task Sample_has_no_field_that_its_route_does_not_know()
    {
        var api = await Describe();

        var strange = from section in DocumentedRoute.All()
                      let bodies = api.Of(section).SelectMany(api.Parts).Where(schema => schema.Fields.Any()).ToArray()
                      where bodies.Length > 0
                      from sample in section.Samples
                      let unknown = bodies.Select(schema => api.FindUnknown(sample.Body, schema).ToArray()).MinBy(
                          fields => fields.Length)!
                      where unknown.Length > 0
                      select $"{section.Route}: {string.Join(", ", unknown)}";

        Assert.Empty(strange);
    }

    [Fact]
    public async Task Field_is_named_in_the_chapter_of_a_route_that_has_it()
    {
        var api = await Describe();
        var uses = DocumentedRoute.All().SelectMany(
            section => api.Of(section).SelectMany(api.Parts).Select(schema => (schema, section.Chapter)));

        var silent = from use in uses.GroupBy(use => use.schema.Name)
                     from field in use.First().schema.Fields
                     let chapters = use.Select(one => one.Chapter).Distinct().ToArray()
                     where !chapters.Any(chapter => chapter.Names(field))
                     select $"{use.Key}.{field}: {string.Join(", ", chapters.Select(chapter => chapter.Title))}";

        Assert.Empty(silent);
    }

    [Fact]
    public async Task Readiness_has_the_checks_and_fields_that_are_documented()
    {
        var section = DocumentedRoute.All().Single(one => one.Route == "GET /ready");
        var live = await gateway.Get("/ready");
        var checks = live["checks"]!.AsArray().Select(check => check!.Text("name"))
            .Concat(gateway.Services.GetServices<IReadinessProbe>().Select(probe => probe.Name)).Distinct();

        Assert.All(checks, name => Assert.Contains($"| `{name}` |", section.Text, StringComparison.Ordinal));
        Assert.Contains(section.Samples, sample => FieldsOf(sample.Body).SetEquals(FieldsOf(live)));
    }

    [Fact]
    public async Task Unknown_model_is_answered_as_documented()
    {
        var section = DocumentedRoute.All().Single(one => one.Route == "POST /v1/chat/completions");
        using var response = await gateway.Http.PostAsync(
            "/v1/chat/completions", RunningGateway.Json("""{"model":"nobody","messages":[{"role":"user","content":"Hello"}]}"""));
        var live = (await response.ShouldBe(404))["error"]!.AsObject();

        var sample = section.Samples.Select(one => one.Body?["error"]).OfType<JsonObject>().Single();

        Assert.Equal(live.Select(field => field.Key), sample.Select(field => field.Key));
        Assert.All(
            live.Where(field => field.Key != "message"),
            field => Assert.True(JsonNode.DeepEquals(field.Value, sample[field.Key]), field.Key));
    }

    [Fact]
    public async Task Problem_has_the_fields_that_are_documented()
    {
        using var response = await gateway.Http.PostAsync("/v1/agents/nobody/messages", RunningGateway.Json("""{"text":" "}"""));
        var live = await response.ShouldRefuse(400, "invalid-request");

        var sample = DocumentedChapter.All().Single(chapter => chapter.Title == "Problems").Samples.Single();

        Assert.Equal(FieldsOf(live).Order(StringComparer.Ordinal), FieldsOf(sample.Body).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Time_is_written_as_documented()
    {
        var agent = await gateway.CreateAgent();
        var live = (await gateway.Get($"/v1/agents/{agent}")).Text("createdAt");

        var times = DocumentedRoute.All().SelectMany(section => section.Samples).SelectMany(
            sample => AnsweredTime().Matches(sample.Text))
            .Select(match => match.Groups["time"].Value).ToArray();

        Assert.NotEmpty(times);
        Assert.Matches(Utc(), live);
        Assert.All(times, time => Assert.Matches(Utc(), time));
    }

    [Fact]
    public async Task No_two_types_share_a_schema_name()
    {
        var served = (await Describe()).SchemaNames;
        var types = new[] { typeof(GatewayHost), typeof(HealthReport), typeof(Notification) }.SelectMany(
            one => one.Assembly.GetTypes())
            .Where(type => !type.IsNested && type.Namespace?.StartsWith("Sanctum", StringComparison.Ordinal) == true);

        var shared = types.GroupBy(type => type.Name).Where(named => named.Count() > 1 && served.Contains(named.Key)).Select(
            named => string.Join(" and ", named));

        Assert.Empty(shared);
    }

    private async Task<DescribedBodies> Describe() => DescribedBodies.Read(await gateway.Http.GetStringAsync("/openapi/v1.json"));

    private static HashSet<string> FieldsOf(JsonNode? node) => [.. Paths(node, "")];

    private static IEnumerable<string> Paths(JsonNode? node, string path) => node switch
    {
        JsonObject fields => fields.SelectMany(field => Paths(field.Value, $"{path}.{field.Key}").Prepend($"{path}.{field.Key}")),
        JsonArray items => items.SelectMany(item => Paths(item, $"{path}[]")),
        _ => [],
    };

    [GeneratedRegex(@""":""(?<time>\d{4}-\d\d-\d\dT[^""]*)""")]
    private static partial Regex AnsweredTime();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?\+00:00$")]
    private static partial Regex Utc();
}

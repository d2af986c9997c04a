using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Sanctum.Testing;

namespace Sanctum.Tests.Configuration;

/// <summary>The configuration is one for a whole system, so each test has its own.</summary>
public sealed class ConfigurationTests
{
    private const string Requests = "Sanctum:Gateway:RequestsPerWindow";
    private const string Window = "Sanctum:Gateway:RequestWindow";
    private const string Path = "/v1/admin/config";
    private static readonly string[] Groups = ["app", "api", "security", "memory", "agents", "logging"];

    [Fact]
    public async Task Settings_are_listed_in_six_groups_with_value_source_and_range_and_no_secret()
    {
        await using var gateway = new RunningGateway();
        await gateway.Start(
            "Sanctum:Gateway:CorsOrigins:0=https://one.example", "Sanctum:Gateway:CorsOrigins:1=https://two.example",
            "Sanctum:Policies:Opa:Token=hunter2-hunter2", "Sanctum:Plugins:Settings:echo:ApiKey=hunter3-hunter3",
            "Sanctum:Models:Providers:mine:BaseUrl=http://someone:hunter4-hunter4@127.0.0.1:9/v1",
            "Sanctum:Models:Providers:mine:ApiKey=hunter5-hunter5");

        var found = await gateway.Get(Path);
        var settings = found["groups"]!.AsObject().SelectMany(group => group.Value!.AsArray())
            .ToDictionary(setting => setting!.Text("name"), setting => setting!);

        Assert.Equal(Groups, found["groups"]!.AsObject().Select(group => group.Key));
        Assert.All(found["groups"]!.AsObject(), group => Assert.NotEmpty(group.Value!.AsArray()));
        Assert.Equal(("10000", "default", "1 to 10000000", true), Describe(settings[Requests]));
        Assert.Equal(("https://one.example, https://two.example", "command line", null, false),
            Describe(settings["Sanctum:Gateway:CorsOrigins"]));
        Assert.Equal("command line", settings["Sanctum:Storage:ConnectionString"].Text("source"));
        Assert.Equal("14.00:00:00", settings["Sanctum:Access:SignIn:RefreshTokenLifetime"].Text("value"));
        foreach (var secret in new[]
        {
            "Sanctum:Storage:ConnectionString", "Sanctum:Policies:Opa:Token", "Sanctum:Plugins:Settings:echo:ApiKey",
            "Sanctum:Models:Providers:mine:ApiKey",
        })
            Assert.Equal("[REDACTED]", settings[secret].Text("value"));
        Assert.DoesNotContain("hunter", found.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("127.0.0.1:9", settings["Sanctum:Models:Providers:mine:BaseUrl"].Text("value"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_that_is_changed_holds_for_the_next_calls()
    {
        await using var gateway = await new RunningGateway().Start();

        var first = await (await Put(gateway, new JsonObject { [Requests] = 5, [Window] = "01:00:00" })).ShouldBe(200);
        await Eventually.True(async () => await Policy(gateway) == "\"address\";q=5;w=3600");
        using var limited = await gateway.Http.GetAsync("/v1/agents");
        await limited.ShouldRefuse(429, "limit-exceeded");

        Assert.Equal(1, first["version"]!.GetValue<int>());
        Assert.Equal("5", first["settings"]!.Text(Requests));
    }

    [Fact]
    public async Task Versions_have_their_actor_and_are_compared_rolled_back_and_audited()
    {
        await using var gateway = await new RunningGateway().Start();
        await (await Put(gateway, new JsonObject { [Requests] = 9_000 })).ShouldBe(200);
        using var second = await Put(
            gateway, new JsonObject { [Requests] = 8_000, ["Sanctum:Queue:MaxDepth"] = "77" }, version: 1);
        await second.ShouldBe(200);
        Assert.Equal("\"2\"", second.Headers.ETag!.Tag);
        using var stale = await Put(gateway, [], version: 1);
        await stale.ShouldRefuse(412, "version-mismatch");

        var diff = await gateway.Get($"{Path}/diff?from=1");
        Assert.Equal(
            """{"from":1,"to":2,"changes":{"Sanctum:Gateway:RequestsPerWindow":{"before":"9000","after":"8000"},"Sanctum:Queue:MaxDepth":{"before":null,"after":"77"}}}""",
            diff.ToJsonString());
        using var back = await gateway.Http.PostAsJsonAsync($"{Path}/rollback", new { version = 1 });
        Assert.Equal(3, (await back.ShouldBe(200))["version"]!.GetValue<int>());
        var history = (await gateway.Get($"{Path}/history?limit=2"))["items"]!.AsArray();
        Assert.Equal([3, 2], history.Select(version => version!["version"]!.GetValue<int>()));
        Assert.Equal("user/admin", history[0]!.Text("actor"));

        await Eventually.Get(
            () => Setting(gateway, Requests), setting => setting.Text("value") == "9000" && setting.Text("source") == "live");
        var shown = await gateway.Get(Path);
        Assert.Equal(3, Assert.Single(shown["processes"]!.AsArray())!["version"]!.GetValue<int>());
        var audited = (await gateway.Get("/v1/admin/audit?object=config"))["items"]!.AsArray();
        Assert.Equal(
            ["config.rollback", "config.put", "config.put", "config.put"], audited.Select(entry => entry!.Text("action")));
        Assert.Contains("\"after\":\"9000\",\"before\":\"8000\"", audited[0]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Matches(
            "sanctum_configuration_version(\\{[^}]*\\})? 3", await gateway.Http.GetStringAsync("/metrics"));
    }

    [Fact]
    public async Task A_bad_value_is_refused_with_its_range_and_the_old_one_stays()
    {
        await using var gateway = await new RunningGateway().Start();
        await (await Put(gateway, new JsonObject { [Requests] = 9_000 })).ShouldBe(200);

        using var refused = await Put(
            gateway, new JsonObject { [Requests] = 0, [Window] = "soon", ["Sanctum:Gateway:MaxBodyBytes"] = 2_048 });

        var problem = await refused.ShouldRefuse(400, "invalid-request");
        Assert.Equal(
            [$"settings.{Requests}", $"settings.{Window}", "settings.Sanctum:Gateway:MaxBodyBytes"], problem.RefusedFields());
        Assert.Equal("must be 1 to 10000000; it is '0'.", problem["errors"]![0]!.Text("message"));
        Assert.Equal(1, (await gateway.Get(Path))["version"]!.GetValue<int>());
        await Eventually.Get(() => Setting(gateway, Requests), setting => setting.Text("value") == "9000");
    }

    [Theory]
    [InlineData("""{}""", "settings")]
    [InlineData("""{"settings":{"Sanctum:Queue:MaxDepth":[1]}}""", "settings.Sanctum:Queue:MaxDepth")]
    [InlineData("""{"settings":{"Sanctum:Queue:MaxDepth":null}}""", "settings.Sanctum:Queue:MaxDepth")]
    [InlineData("""{"settings":{"a\u0000b":"1"}}""", "settings")]
    public async Task A_document_that_is_none_is_refused_by_its_field(string body, string field)
    {
        await using var gateway = await new RunningGateway().Start();

        using var refused = await gateway.Http.PutAsync(Path, RunningGateway.Json(body));

        Assert.Equal([field], (await refused.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    [Fact]
    public async Task A_version_that_there_is_not_is_not_found()
    {
        await using var gateway = await new RunningGateway().Start();

        using var back = await gateway.Http.PostAsJsonAsync($"{Path}/rollback", new { version = 7 });
        await back.ShouldRefuse(404, "not-found");
        using var none = await gateway.Http.PostAsJsonAsync($"{Path}/rollback", new { version = -1 });
        Assert.Equal(["version"], (await none.ShouldRefuse(400, "invalid-request")).RefusedFields());
        using var diff = await gateway.Http.GetAsync($"{Path}/diff?from=7");
        await diff.ShouldRefuse(404, "not-found");
    }

    private static Task<HttpResponseMessage> Put(RunningGateway gateway, JsonObject settings, int? version = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, Path)
        {
            Content = JsonContent.Create(new JsonObject { ["settings"] = settings }),
        };
        if (version is { } demanded)
            request.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{demanded}\""));
        return gateway.Http.SendAsync(request);
    }

    private static async Task<JsonNode> Setting(RunningGateway gateway, string name) =>
        (await gateway.Get(Path))["groups"]!.AsObject().SelectMany(group => group.Value!.AsArray())
            .Single(setting => setting!.Text("name") == name)!;

    private static async Task<string> Policy(RunningGateway gateway)
    {
        using var answer = await gateway.Http.GetAsync("/v1/agents");
        return answer.Headers.GetValues("RateLimit-Policy").Single();
    }

    private static (string?, string, string?, bool) Describe(JsonNode setting) => (
        setting["value"]?.GetValue<string>(), setting.Text("source"), setting["range"]?.GetValue<string>(),
        setting["isLive"]!.GetValue<bool>());
}

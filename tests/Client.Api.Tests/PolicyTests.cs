using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Microsoft.AspNetCore.Http;
using Sanctum.Testing;

namespace Sanctum.Tests;

/// <summary>Policies hold for a whole system, so these tests share theirs with no others.</summary>
public sealed class PolicyTests
{
    private const string Guests =
        """
        description: Guests are not answered.
        rules:
          - name: guests
            actions: [conversation.send]
            when: agent.id.startsWith('agent-')
            reason: guests are not answered.
        """;

    [Fact]
    public async Task A_document_is_put_read_rolled_back_and_deleted_and_each_change_is_audited()
    {
        await using var gateway = await new Gateway().Start();

        var first = await (await gateway.Put("guests", Guests)).ShouldBe(200);
        Assert.Equal(
            ("guests", 1, "Guests are not answered.", Guests),
            (first.Text("name"), first["version"]!.GetValue<int>(), first.Text("description"), first.Text("document")));
        using var stale = new HttpRequestMessage(HttpMethod.Put, "/v1/policies/guests") { Content = Yaml(Guests + "#") };
        stale.Headers.IfMatch.Add(new EntityTagHeaderValue("\"7\""));
        await (await gateway.Running.Http.SendAsync(stale)).ShouldRefuse(409, "conflict");
        var json = """{"otherwise":"deny","rules":[{"name":"all","actions":["publish.post"],"effect":"allow"}]}""";
        var second = await (await gateway.Put("guests", json, "application/json")).ShouldBe(200);
        Assert.Equal(2, second["version"]!.GetValue<int>());

        Assert.Equal(Guests, (await gateway.Running.Get("/v1/policies/guests?version=1")).Text("document"));
        using var back = await gateway.Running.Http.PostAsJsonAsync("/v1/policies/guests/rollback", new { version = 1 });
        Assert.Equal(3, (await back.ShouldBe(200))["version"]!.GetValue<int>());
        Assert.Equal(
            [3, 2],
            (await gateway.Running.Get("/v1/policies/guests/versions?limit=2"))["items"]!.AsArray()
                .Select(item => item!["version"]!.GetValue<int>()));
        Assert.Single((await gateway.Running.Get("/v1/policies"))["items"]!.AsArray());
        using var deleted = await gateway.Running.Http.DeleteAsync("/v1/policies/guests");
        Assert.Equal(204, (int)deleted.StatusCode);

        Assert.Empty((await gateway.Running.Get("/v1/policies"))["items"]!.AsArray());
        await (await gateway.Running.Http.GetAsync("/v1/policies/guests")).ShouldRefuse(404, "not-found");
        await (await gateway.Running.Http.GetAsync("/v1/policies/nothing/versions")).ShouldRefuse(404, "not-found");
        Assert.Equal(
            ["policy.delete", "policy.rollback", "policy.put", "policy.put", "policy.put"],
            (await gateway.Running.Get("/v1/admin/audit?object=policy/guests"))["items"]!.AsArray()
                .Select(item => item!.Text("action")));
    }

    [Fact]
    public async Task A_message_that_is_denied_is_answered_403_with_the_reason_and_by_the_check_as_well()
    {
        await using var gateway = await new Gateway().Start();
        var agent = await gateway.Running.CreateAgent();
        await (await gateway.Put("guests", Guests)).ShouldBe(200);

        await Eventually.True(async () => !await gateway.Allows(agent));
        using var answer = await gateway.Running.Send(agent, new { text = "hello", from = "ann" }, "?wait=30s");

        var problem = await answer.ShouldRefuse(403, "policy-denied");
        Assert.Contains("guests are not answered.", problem.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_policy_server_is_away_everything_is_refused_and_says_so()
    {
        await using var server = await LoopbackReceiver.Start();
        server.Answer = (_, http) => http.Response.WriteAsync("""{"result":{"allow":true}}""");
        await using var gateway = await new Gateway().Start(
            $"Sanctum:Policies:Opa:Url={server.Url}", "Sanctum:Policies:Opa:CacheFor=00:00:00");
        var agent = await gateway.Running.CreateAgent();
        using var before = await gateway.Running.Send(agent, new { text = "hello", from = "ann" }, "?wait=30s");
        await before.ShouldBe(200);

        server.Answer = (_, http) =>
        {
            http.Response.StatusCode = 503;
            return Task.CompletedTask;
        };

        using var message = await gateway.Running.Send(agent, new { text = "hello", from = "ann" }, "?wait=30s");
        using var creation = await gateway.Running.Http.PostAsJsonAsync(
            "/v1/agents", new { name = "other", personality = new { core_identity = "Me." } });
        foreach (var answer in new[] { message, creation })
            Assert.Contains(
                "the policy server cannot be asked now.", (await answer.ShouldRefuse(403, "policy-denied")).Text("detail"),
                StringComparison.Ordinal);
        Assert.Matches(
            """sanctum_policy_decisions_total\{[^}]*agent\.change[^}]*undecided[^}]*opa[^}]*\} 1""",
            await gateway.Running.Http.GetStringAsync("/metrics"));
    }

    [Fact]
    public async Task A_missing_relation_is_answered_403_and_the_server_is_asked_once_for_a_question()
    {
        await using var server = await LoopbackReceiver.Start();
        server.Answer = (request, http) => http.Response.WriteAsync(
            Encoding.UTF8.GetString(request.Body).Contains("can_change", StringComparison.Ordinal)
                ? """{"allowed":true}"""
                : """{"allowed":false}""");
        await using var gateway = await new Gateway().Start(
            $"Sanctum:Policies:OpenFga:Url={server.Url}", "Sanctum:Policies:OpenFga:StoreId=01ARZ3NDEKTSV4RRFFQ69G5FAV",
            "Sanctum:Policies:OpenFga:Timeout=00:00:10");
        var agent = await gateway.Running.CreateAgent();

        using var answer = await gateway.Running.Send(agent, new { text = "hello", from = "ann" }, "?wait=30s");
        await gateway.Allows(agent);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => gateway.Allows(agent)));

        Assert.Contains(
            $"agent:default/{agent} does not have the relation can_send to tenant:default.",
            (await answer.ShouldRefuse(403, "policy-denied")).Text("detail"), StringComparison.Ordinal);
        Assert.Matches(
            """sanctum_cache_reads_total\{[^}]*openfga[^}]*memory[^}]*\} [1-9]""",
            await gateway.Running.Http.GetStringAsync("/metrics"));
    }

    [Theory]
    [InlineData("/v1/policies/Guests", Guests, "name")]
    [InlineData("/v1/policies/guests", "rules: [ { name: a, actions: [shout] } ]", "rules[0].reason", "rules[0].actions")]
    [InlineData("/v1/policies/guests", "", "body")]
    public async Task A_document_that_is_none_is_refused_by_its_fields(string path, string document, params string[] fields)
    {
        await using var gateway = await new Gateway().Start();

        using var answer = await gateway.Running.Http.PutAsync(path, Yaml(document));

        Assert.Equal(fields, (await answer.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    [Theory]
    [InlineData("""{"agent":"ada"}""", "action")]
    [InlineData("""{"action":"tool.paint","agent":"ada"}""", "action")]
    [InlineData("""{"action":"tool.execute"}""", "agent")]
    [InlineData("""{"action":"tool.execute","agent":"../x"}""", "agent")]
    public async Task A_question_that_is_none_is_refused_by_its_field(string body, string field)
    {
        await using var gateway = await new Gateway().Start();

        using var answer = await gateway.Running.Http.PostAsync("/v1/policies/check", RunningGateway.Json(body));

        Assert.Equal([field], (await answer.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    private static StringContent Yaml(string text) => new(text, new MediaTypeHeaderValue("application/yaml"));

    private sealed class Gateway : IAsyncDisposable
    {
        public RunningGateway Running { get; } = new();

        public async Task<Gateway> Start(params string[] settings)
        {
            await Running.Start(settings);
            return this;
        }

        public Task<HttpResponseMessage> Put(string name, string document, string type = "application/yaml") =>
            Running.Http.PutAsync($"/v1/policies/{name}", new StringContent(document, new MediaTypeHeaderValue(type)));

        public async Task<bool> Allows(string agent)
        {
            using var answer = await Running.Http.PostAsJsonAsync(
                "/v1/policies/check", new { action = "conversation.send", agent });
            return (await answer.ShouldBe(200))["allowed"]!.GetValue<bool>();
        }

        public async ValueTask DisposeAsync() => await Running.DisposeAsync();
    }
}

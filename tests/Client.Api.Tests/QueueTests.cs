using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Sanctum.Testing;

namespace Sanctum.Tests;

[Collection(SharedGateway.Name)]
public sealed class QueueTests(RunningGateway gateway)
{
    [Fact]
    public async Task A_queue_is_paused_with_a_reason_and_resumed()
    {
        var agent = await gateway.CreateAgent();

        var paused = await Post(agent, "pause?reason=lunch");
        using var sent = await gateway.Send(agent, new { text = "hello" });
        await sent.ShouldBe(202);
        var queue = await gateway.Get($"/v1/agents/{agent}/queue");
        var resumed = await Post(agent, "resume");

        Assert.Equal(("paused", "lunch"), (paused.Text("mode"), paused.Text("reason")));
        Assert.Equal(
            ("paused", "lunch", "warning", 1),
            (queue.Text("mode"), queue.Text("modeReason"), queue.Text("health"), queue["new"]!.GetValue<int>()));
        Assert.Equal("paused", queue["reasons"]![0]!.Text("code"));
        Assert.Equal("running", resumed.Text("mode"));
        await Eventually.True(async () => (await gateway.Get($"/v1/agents/{agent}/queue"))["done"]!.GetValue<int>() == 1);
    }

    [Fact]
    public async Task A_list_whose_caller_has_left_is_read_no_further()
    {
        await using var other = await gateway.Rows.OpenConnectionAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("lock table queue_tally in access exclusive mode", other))
            await hold.ExecuteNonQueryAsync();
        using var leaving = new CancellationTokenSource();
        var asked = gateway.Http.GetAsync("/v1/queues", leaving.Token);
        await Eventually.True(async () => await CountLists() > 0);

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        await Eventually.True(async () => await CountLists() == 0);
    }

    private async Task<long> CountLists()
    {
        await using var count = gateway.Rows.CreateCommand(
            "select count(*) from pg_stat_activity where datname = current_database() and state = 'active' " +
            "and wait_event_type = 'Lock' and query like '%ended.items%'");
        return (long)(await count.ExecuteScalarAsync())!;
    }

    [Fact]
    public async Task A_queue_that_is_drained_refuses_messages_and_says_why()
    {
        var agent = await gateway.CreateAgent();
        Assert.Equal("drained", (await Post(agent, "drain?reason=moving%20house")).Text("mode"));

        using var refused = await gateway.Send(agent, new { text = "hello" });

        Assert.Contains(
            "moving house", (await refused.ShouldRefuse(409, "queue-draining")).Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_are_replayed_by_class_and_purged_when_that_is_confirmed()
    {
        var agent = await gateway.CreateAgent();
        for (var i = 0; i < 3; i++)
            (await gateway.Send(agent, new { text = "fail" }, "?wait=30s")).Dispose();
        await Post(agent, "pause");

        var none = await Post(agent, "replay", new { @class = "transient" });
        var one = await Post(agent, "replay", new { @class = "permanent", limit = 1 });
        using var unconfirmed = await gateway.Http.PostAsJsonAsync(
            $"/v1/agents/{agent}/queue/purge", new { statuses = new[] { "error" } });
        var purged = await Post(agent, "purge", new { statuses = new[] { "new", "error" }, confirm = true });

        Assert.Equal((0, 1), (none["replayed"]!.GetValue<int>(), one["replayed"]!.GetValue<int>()));
        Assert.Equal(["confirm"], (await unconfirmed.ShouldRefuse(400, "invalid-request")).RefusedFields());
        Assert.Equal(3, purged["purged"]!.GetValue<int>());
        var items = (await gateway.Get($"/v1/agents/{agent}/queue/items?status=no_reply"))["items"]!.AsArray();
        Assert.All(items, item => Assert.Equal("purged", item!.Text("stopReason")));
        Assert.Equal("purged", (await gateway.Get($"/v1/agents/{agent}/queue/items/{items[0]!.Text("id")}")).Text("stopReason"));
    }

    [Theory]
    [InlineData("purge", """{"statuses":["done"],"confirm":true}""", "statuses")]
    [InlineData("purge", """{"statuses":["lost"],"confirm":true}""", "statuses")]
    [InlineData("purge", """{"confirm":true}""", "statuses")]
    [InlineData("replay", """{"limit":0}""", "limit")]
    [InlineData("replay", """{"olderThan":"soon"}""", "olderThan")]
    public async Task A_wrong_field_is_named(string action, string body, string field)
    {
        var agent = await gateway.CreateAgent();

        using var response = await gateway.Http.PostAsync($"/v1/agents/{agent}/queue/{action}", RunningGateway.Json(body));

        Assert.Equal([field], (await response.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    [Fact]
    public async Task All_queues_are_counted_and_those_that_do_badly_are_named()
    {
        var agent = await gateway.CreateAgent();
        (await gateway.Send(agent, new { text = "fail" }, "?wait=30s")).Dispose();

        var all = await gateway.Get("/v1/queues?limit=200");
        var critical = (await gateway.Get("/v1/queues?limit=200&health=critical"))["items"]!.AsArray();
        var first = await gateway.Get("/v1/queues?limit=1");

        var queue = Assert.Single(critical, one => one!.Text("agent") == agent)!;
        Assert.Equal(
            ("critical", "all_in_error", 1),
            (queue.Text("health"), queue["reasons"]![0]!.Text("code"), queue["error"]!.GetValue<int>()));
        Assert.Equal(queue.ToJsonString(), (await gateway.Get($"/v1/agents/{agent}/queue/health")).ToJsonString());
        Assert.InRange(all["totals"]!["critical"]!.GetValue<int>(), 1, int.MaxValue);
        Assert.InRange(all["totals"]!["error"]!.GetValue<int>(), 1, int.MaxValue);
        Assert.Equal(first["items"]![0]!.Text("agent"), first.Text("next"));
        using var refused = await gateway.Http.GetAsync("/v1/queues?health=sick");
        Assert.Equal(["health"], (await refused.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    [Fact]
    public async Task A_queue_is_told_in_numbers_and_repaired()
    {
        var agent = await gateway.CreateAgent();
        using var answered = await gateway.Send(agent, new { text = "hello" }, "?wait=30s");
        await answered.ShouldBe(200);

        var statistics = await gateway.Get($"/v1/agents/{agent}/queue/statistics");
        var repair = await Post(agent, "repair?dryRun=true");

        Assert.Equal([1, 1], statistics["windows"]!.AsArray().Select(window => window!["done"]!.GetValue<int>()));
        Assert.Equal(
            "api", (await gateway.Get($"/v1/agents/{agent}/queue/items"))["items"]![0]!["notification"]!.Text("platform"));
        Assert.Equal(
            (true, 1, 0),
            (repair["isDryRun"]!.GetValue<bool>(), repair["scanned"]!.GetValue<int>(), repair["corrupted"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Queues_are_measured()
    {
        var agent = await gateway.CreateAgent();
        (await gateway.Send(agent, new { text = "hello" }, "?wait=30s")).Dispose();
        (await gateway.Send(agent, new { text = "fail" }, "?wait=30s")).Dispose();

        var metrics = await Eventually.Get(
            () => gateway.Http.GetStringAsync("/metrics"), text => text.Contains(
                "sanctum_queue_depth{", StringComparison.Ordinal));

        Assert.Contains("sanctum_queue_depth{status=\"error\"} ", metrics, StringComparison.Ordinal);
        Assert.Contains("sanctum_queue_oldest_age_seconds{} ", metrics, StringComparison.Ordinal);
        Assert.Contains("sanctum_queue_health{level=\"critical\"} ", metrics, StringComparison.Ordinal);
        Assert.Contains("sanctum_queue_mode{mode=\"running\"} ", metrics, StringComparison.Ordinal);
        Assert.Contains("sanctum_queue_processed_total{outcome=\"done\"} ", metrics, StringComparison.Ordinal);
        Assert.Contains("sanctum_queue_failures_total{class=\"permanent\"} ", metrics, StringComparison.Ordinal);
    }

    private async Task<JsonNode> Post(string agent, string action, object? body = null)
    {
        using var response = await gateway.Http.PostAsync(
            $"/v1/agents/{agent}/queue/{action}", body is null ? null : JsonContent.Create(body));
        return await response.ShouldBe(200);
    }
}

using System.Text.Json.Nodes;

namespace Sanctum.Tests.Queues;

[Collection(SharedGateway.Name)]
public sealed class QueueCommandTests(RunningGateway gateway)
{
    [Fact]
    public async Task Stats_count_and_name_the_latest_failures()
    {
        var agent = await FailTwice();

        var shown = await gateway.Run("queue", "stats", agent);
        var stats = (await gateway.Run("queue", "stats", agent, "--json")).Json();

        Assert.Contains("scripted failure", shown.ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Equal(2, stats["error"]!.GetValue<int>());
        Assert.Equal(2, stats["statistics"]!["windows"]![0]!["error"]!.GetValue<int>());
        Assert.Contains("2 permanent", shown.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_says_why_and_ends_with_8_where_a_queue_is_critical()
    {
        var (good, bad) = (await gateway.CreateAgent(), await FailTwice());

        var critical = await gateway.Run("queue", "health", bad, "--json");
        var all = await gateway.Run("queue", "health", "--limit", "200");

        (await gateway.Run("queue", "health", good)).ShouldEnd(0);
        Assert.Equal("all_in_error", JsonNode.Parse(critical.ShouldEnd(8).Out)!["reasons"]![0]!.Text("code"));
        Assert.Equal("urn:sanctum:problem:queue-critical", JsonNode.Parse(critical.Error)!.Text("type"));
        Assert.Contains(bad, all.ShouldEnd(8).Out, StringComparison.Ordinal);
        (await gateway.Run("queue", "health", "nobody-here")).ShouldEnd(4);
    }

    [Fact]
    public async Task A_paused_queue_is_worked_off_in_batches_and_stays_paused()
    {
        var agent = await gateway.CreateAgent();
        (await gateway.Run("queue", "pause", agent)).ShouldEnd(0);
        foreach (var n in Enumerable.Range(1, 25))
            (await gateway.Send(agent, new { text = $"hello {n}" })).Dispose();

        var processed = (await gateway.Run("queue", "process", agent, "--json")).Json();

        Assert.Equal((25, 3), (processed["processed"]!.GetValue<int>(), processed["batches"]!.GetValue<int>()));
        var stats = (await gateway.Run("queue", "stats", agent, "--json")).Json();
        Assert.Equal((25, "paused"), (stats["done"]!.GetValue<int>(), stats.Text("mode")));
        Assert.Equal(0, (await gateway.Run("queue", "process", agent, "--json")).Json()["processed"]!.GetValue<int>());
        (await gateway.Run("queue", "process", "nobody-here")).ShouldEnd(4);
    }

    [Fact]
    public async Task Queue_is_paused_resumed_and_drained()
    {
        var agent = await gateway.CreateAgent();

        var paused = (await gateway.Run("queue", "pause", agent, "--reason", "lunch", "--json")).Json();
        (await gateway.Run("send", agent, "hello")).ShouldEnd(0);
        var waiting = (await gateway.Run("queue", "stats", agent, "--json")).Json();
        (await gateway.Run("queue", "resume", agent)).ShouldEnd(0);
        var drained = (await gateway.Run("queue", "drain", agent, "--wait", "--json")).Json();

        Assert.Equal(("paused", "lunch"), (paused.Text("mode"), paused.Text("reason")));
        Assert.Equal((1, "paused"), (waiting["new"]!.GetValue<int>(), waiting.Text("mode")));
        Assert.Equal("drained", drained.Text("mode"));
        (await gateway.Run("send", agent, "too late")).ShouldEnd(5);
    }

    [Theory]
    [InlineData(
        """call ignore_notification {"reason":"sells followers","category":"spam"}""",
        "no_reply", "ignored", "spam: sells followers")]
    [InlineData("""call annotate_ack {"note":"asks every day"}""", "done", "end_turn", "asks every day")]
    public async Task Item_shows_why_it_was_ignored_and_what_was_noted(string text, string status, string because, string said)
    {
        var agent = await gateway.CreateAgent();
        (await gateway.Send(agent, new { text }, "?wait=30s")).Dispose();
        var item = (await Items(agent, status))[0]!.Text("id");

        var shown = (await gateway.Run("queue", "show", agent, item)).ShouldEnd(0).Out;

        Assert.Contains(because, shown, StringComparison.Ordinal);
        Assert.Contains(said, shown, StringComparison.Ordinal);
        Assert.DoesNotContain("Last error", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_failed_is_replayed_shown_and_purged_after_a_clear_word()
    {
        var agent = await FailTwice();
        var item = (await Items(agent, "error"))[0]!.Text("id");

        var replayed = (await gateway.Run("queue", "replay", agent, "--class", "transient", "--json")).Json();
        var shown = await gateway.Run("queue", "show", agent, item);
        var unasked = await gateway.Run("queue", "purge", agent, "--status", "error");
        var purged = (await gateway.Run("queue", "purge", agent, "--status", "error", "--status", "new", "--yes", "--json"))
            .Json();

        Assert.Equal(0, replayed["replayed"]!.GetValue<int>());
        Assert.Contains("scripted failure", shown.ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Contains("--yes", unasked.ShouldEnd(2).Error, StringComparison.Ordinal);
        Assert.Equal(2, purged["purged"]!.GetValue<int>());
        (await gateway.Run("queue", "purge", agent, "--yes")).ShouldEnd(2);
    }

    [Fact]
    public async Task Items_of_one_author_are_counted_listed_and_deleted_after_a_clear_word()
    {
        var agent = await FailTwice();
        (await gateway.Run("queue", "pause", agent)).ShouldEnd(0);
        (await gateway.Run("send", agent, "nonsense", "--from", "@Troll.Example")).ShouldEnd(0);

        var counted = (await gateway.Run("queue", "count", agent, "--json")).Json()["items"]!.AsArray();
        var listed = (await gateway.Run("queue", "list", agent, "--from", "troll.example", "--json")).Json()["items"]!.AsArray();
        var unasked = await gateway.Run("queue", "delete", agent, "troll.example");
        var tried = (await gateway.Run("queue", "delete", agent, "troll.example", "--dry-run", "--json")).Json();
        var deleted = (await gateway.Run("queue", "delete", agent, "troll.example", "--force", "--json")).Json();
        var left = await gateway.Run("queue", "count", agent);

        Assert.Equal(2, counted.Count);
        Assert.Equal("@Troll.Example", Assert.Single(listed)!["notification"]!.Text("from"));
        Assert.Contains("--yes", unasked.ShouldEnd(2).Error, StringComparison.Ordinal);
        Assert.Equal((1, true), (tried["purged"]!.GetValue<int>(), tried["isDryRun"]!.GetValue<bool>()));
        Assert.Equal((1, false), (deleted["purged"]!.GetValue<int>(), deleted["isDryRun"]!.GetValue<bool>()));
        Assert.DoesNotContain("Troll", left.ShouldEnd(0).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Queue_in_order_has_nothing_to_repair()
    {
        var agent = await FailTwice();

        var shown = await gateway.Run("queue", "repair", agent, "--dry-run");
        var report = (await gateway.Run("queue", "repair", agent, "--json")).Json();

        Assert.Contains("Would be repaired", shown.ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Equal((2, 0), (report["scanned"]!.GetValue<int>(), report["corrupted"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Items_are_listed_by_status()
    {
        var agent = await FailTwice();
        await gateway.Run("send", agent, "hello there", "--wait", "30s");

        var failed = await gateway.Run("queue", "items", agent, "--status", "error", "--limit", "1");
        var done = (await gateway.Run("queue", "list", agent, "--status", "done", "--json")).Json();

        Assert.Contains("scripted failure", failed.ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Contains("--after ", failed.Error, StringComparison.Ordinal);
        Assert.Equal("hello there", Assert.Single(done["items"]!.AsArray())!["notification"]!.Text("text"));
        (await gateway.Run("queue", "items", agent, "--status", "lost")).ShouldEnd(2);
    }

    [Fact]
    public async Task Named_item_is_discarded_and_can_be_retried()
    {
        var agent = await FailTwice();
        var item = (await Items(agent, "error"))[0]!.Text("id");

        var discarded = (await gateway.Run("queue", "discard", agent, item, "--json")).Json();
        var retried = (await gateway.Run("queue", "retry", agent, item, "--json")).Json();

        Assert.Equal("no_reply", discarded["items"]![0]!.Text("status"));
        Assert.Equal("new", retried["items"]![0]!.Text("status"));
    }

    [Fact]
    public async Task All_that_failed_is_discarded_at_once()
    {
        var agent = await FailTwice();

        var discarded = (await gateway.Run("queue", "discard", agent, "--all", "--json")).Json();

        Assert.Equal(2, discarded["items"]!.AsArray().Count);
        Assert.Empty(await Items(agent, "error"));
        Assert.Empty((await gateway.Run("queue", "retry", agent, "--all", "--json")).Json()["items"]!.AsArray());
    }

    [Fact]
    public async Task Item_that_is_done_cannot_be_retried_and_one_that_is_not_there_cannot_be_found()
    {
        var agent = await gateway.CreateAgent();
        var sent = (await gateway.Run("send", agent, "hello", "--wait", "30s", "--json")).Json();

        (await gateway.Run("queue", "retry", agent, sent.Text("itemId"))).ShouldEnd(5);
        (await gateway.Run("queue", "retry", agent, Guid.NewGuid().ToString())).ShouldEnd(4);
    }

    [Theory]
    [InlineData]
    [InlineData("0197f1c2-5a1e-7c55-9d0e-3f6f5b1c2a44", "--all")]
    public async Task Either_items_are_named_or_all_are_meant(params string[] arguments) =>
        Assert.Contains(
            "--all", (await gateway.Run(["queue", "retry", "any", .. arguments])).ShouldEnd(2).Error, StringComparison.Ordinal);

    private async Task<string> FailTwice()
    {
        var agent = await gateway.CreateAgent();
        (await gateway.Run("send", agent, "fail", "--wait", "30s")).ShouldEnd(6);
        (await gateway.Run("send", agent, "fail again", "--wait", "30s")).ShouldEnd(6);
        return agent;
    }

    private async Task<JsonArray> Items(string agent, string status) =>
        (await gateway.Run("queue", "items", agent, "--status", status, "--json")).Json()["items"]!.AsArray();
}

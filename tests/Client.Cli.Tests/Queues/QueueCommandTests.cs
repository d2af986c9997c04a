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

        Assert.Contains("told to fail", shown.ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Equal(2, stats["error"]!.GetValue<int>());
    }

    [Fact]
    public async Task Items_are_listed_by_status()
    {
        var agent = await FailTwice();
        await gateway.Run("send", agent, "hello there", "--wait", "30s");

        var failed = await gateway.Run("queue", "items", agent, "--status", "error", "--limit", "1");
        var done = (await gateway.Run("queue", "items", agent, "--status", "done", "--json")).Json();

        Assert.Contains("told to fail", failed.ShouldEnd(0).Out, StringComparison.Ordinal);
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
        Assert.Contains("--all", (await gateway.Run(["queue", "retry", "any", .. arguments])).ShouldEnd(2).Error, StringComparison.Ordinal);

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

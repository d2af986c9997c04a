using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Sanctum.Tests;

[Collection(SharedGateway.Name)]
public sealed class MemoryTests(RunningGateway gateway)
{
    [Fact]
    public async Task Block_written_twice_is_one_block_with_the_second_value()
    {
        var agent = await gateway.CreateAgent();

        await (await Put(agent, "people", new { value = "Ada", description = "Whom I know.", limit = 20 })).ShouldBe(200);
        var second = await (await Put(agent, "people", new { value = "Ada, Bob" })).ShouldBe(200);

        var block = Assert.Single(await Blocks(agent), block => block.Text("label") == "people");
        Assert.Equal("Ada, Bob", block.Text("value"));
        Assert.Equal("Whom I know.", block.Text("description"));
        Assert.Equal((20, 2), (block["limit"]!.GetValue<int>(), block["version"]!.GetValue<int>()));
        Assert.Equal(block.ToJsonString(), second.ToJsonString());
    }

    [Theory]
    [InlineData("""{"value":"123456","limit":5}""", "value", "5")]
    [InlineData("""{"value":"a\u0000b"}""", "value", "U+0000")]
    [InlineData("""{"value":"a","limit":0}""", "limit", "between 1 and 100000")]
    [InlineData("""{"description":"a"}""", "value", "required")]
    public async Task Block_beyond_a_limit_is_refused_with_the_limit_and_nothing_is_changed(
        string body, string field, string limit)
    {
        var agent = await gateway.CreateAgent();

        using var response = await gateway.Http.PutAsync($"/v1/agents/{agent}/memory/{agent}-notes", RunningGateway.Json(body));

        var problem = await response.ShouldRefuse(400, "invalid-request");
        Assert.Equal([field], problem.RefusedFields());
        Assert.Contains(limit, problem.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(("permanent", false), (problem.Text("class"), problem["retriable"]!.GetValue<bool>()));
        Assert.Equal("Nothing yet.", Assert.Single(await Blocks(agent)).Text("value"));
    }

    [Fact]
    public async Task Same_idempotency_key_writes_once()
    {
        var agent = await gateway.CreateAgent();
        using var again = new HttpRequestMessage(HttpMethod.Put, $"/v1/agents/{agent}/memory/plan")
        {
            Content = JsonContent.Create(new { value = "first" }),
        };
        again.Headers.Add("Idempotency-Key", "plan-1");
        await (await gateway.Http.SendAsync(again)).ShouldBe(200);
        await (await Put(agent, "plan", new { value = "second" })).ShouldBe(200);
        using var late = new HttpRequestMessage(HttpMethod.Put, $"/v1/agents/{agent}/memory/plan")
        {
            Content = JsonContent.Create(new { value = "first" }),
        };
        late.Headers.Add("Idempotency-Key", "plan-1");

        var block = await (await gateway.Http.SendAsync(late)).ShouldBe(200);

        Assert.Equal("second", block.Text("value"));
    }

    [Fact]
    public async Task Deleted_block_is_gone_and_a_repeat_with_the_same_key_is_no_error()
    {
        var agent = await gateway.CreateAgent();
        await (await Put(agent, "plan", new { value = "first" })).ShouldBe(200);

        foreach (var status in new[] { 204, 204, 404 })
        {
            using var request = new HttpRequestMessage(HttpMethod.Delete, $"/v1/agents/{agent}/memory/plan");
            if (status == 204)
                request.Headers.Add("Idempotency-Key", "gone");
            using var response = await gateway.Http.SendAsync(request);
            Assert.Equal(status, (int)response.StatusCode);
        }

        Assert.DoesNotContain(await Blocks(agent), block => block.Text("label") == "plan");
    }

    [Fact]
    public async Task Agent_cannot_have_blocks_without_end()
    {
        var agent = await gateway.CreateAgent();
        for (var i = 1; i < 64; i++)
            (await Put(agent, $"b{i}", new { value = "x" })).EnsureSuccessStatusCode().Dispose();

        using var response = await Put(agent, "one-more", new { value = "x" });

        Assert.Equal(["label"], (await response.ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    [Fact]
    public async Task Memory_of_no_agent_is_not_found_and_of_a_retired_one_stays_as_it_is()
    {
        await (await Put("nobody-here", "x", new { value = "x" })).ShouldRefuse(404, "not-found");
        var agent = await gateway.CreateAgent();
        (await gateway.Http.DeleteAsync($"/v1/agents/{agent}")).EnsureSuccessStatusCode().Dispose();

        await (await Put(agent, "x", new { value = "x" })).ShouldRefuse(409, "conflict");
    }

    private Task<HttpResponseMessage> Put(string agent, string label, object block) =>
        gateway.Http.PutAsJsonAsync($"/v1/agents/{agent}/memory/{label}", block);

    private async Task<IEnumerable<JsonNode>> Blocks(string agent) =>
        (await gateway.Get($"/v1/agents/{agent}/memory"))["items"]!.AsArray().Select(block => block!);
}

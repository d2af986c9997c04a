using System.Net.Http.Json;

namespace Sanctum.Tests;

[Collection(SharedGateway.Name)]
public sealed class SessionTransactionApiTests(RunningGateway gateway)
{
    private const string Path = "/api/memory/transactions";
    private readonly string _session = $"s-{Guid.NewGuid():N}";

    [Fact]
    public async Task Operations_of_one_request_are_done_together_and_once()
    {
        object[] operations =
        [
            new { op = "save", key = "a", value = new { n = 1 }, ttl_seconds = 60 },
            new { op = "save", key = "b", value = (object?)null },
            new { op = "check", key = "c", version = 0 },
        ];

        var first = await (await Post("", new { session_id = _session, operations }, "key-1")).ShouldBe(200);
        var again = await (await Post("", new { session_id = _session, operations }, "key-1")).ShouldBe(200);

        Assert.Equal(first.ToJsonString(), again.ToJsonString());
        Assert.Equal("committed", first.Text("state"));
        var all = (await gateway.Get($"/api/memory/all?session_id={_session}"))["items"]!.AsArray();
        Assert.Equal(["a", "b"], all.Select(item => item!.Text("key")));
        Assert.All(all, item => Assert.Equal(first["version"]!.GetValue<long>(), item!["version"]!.GetValue<long>()));
        await (await Post("", new { session_id = _session, operations = Array.Empty<object>() }, "key-1"))
            .ShouldRefuse(400, "invalid-request");
    }

    [Fact]
    public async Task One_bad_operation_changes_no_key_and_a_conflict_names_the_keys()
    {
        var bad = await (await Post("", new
        {
            session_id = _session,
            operations = new object[] { new { op = "save", key = "a", value = 1 }, new { op = "save", key = "b" } },
        })).ShouldRefuse(400, "invalid-request");
        var conflict = await (await Post("", new
        {
            session_id = _session,
            operations = new object[]
            {
                new { op = "save", key = "a", value = 1 }, new { op = "save", key = "b", value = 1, version = 3 },
            },
        })).ShouldRefuse(409, "conflict");

        Assert.Equal(["operations[1].value"], bad.RefusedFields());
        Assert.Equal(["b"], conflict.RefusedFields());
        await (await gateway.Http.GetAsync($"/api/memory/all?session_id={_session}")).ShouldRefuse(404, "not-found");
    }

    [Fact]
    public async Task Transaction_is_begun_loaded_saved_and_committed()
    {
        using var begun = await Post("", new { session_id = _session });
        var id = (await begun.ShouldBe(201)).Text("transaction_id");
        Assert.Equal($"{Path}/{id}", begun.Headers.Location!.OriginalString);
        await (await Post($"/{id}/load", new { key = "a" })).ShouldRefuse(404, "not-found");
        await (await Post($"/{id}/save", new { key = "a", value = new[] { 1 } })).ShouldBe(200);
        await (await Post($"/{id}/delete", new { key = "b" })).ShouldBe(200);
        Assert.Equal("[1]", (await (await Post($"/{id}/load", new { key = "a" })).ShouldBe(200))["value"]!.ToJsonString());
        Assert.Equal(2, (await gateway.Get($"{Path}/{id}"))["operations"]!.GetValue<int>());

        var committed = await (await Post($"/{id}/commit", null)).ShouldBe(200);

        Assert.Equal("committed", committed.Text("state"));
        Assert.Equal(committed.ToJsonString(), (await gateway.Get($"{Path}/{id}")).ToJsonString());
        await (await Post($"/{id}/rollback", null)).ShouldRefuse(404, "not-found");
        var entries = (await gateway.Get($"/v1/admin/audit?object=session/{_session}/memory"))["items"]!.AsArray();
        Assert.Contains(entries, entry => entry!.ToJsonString().Contains(id, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rolled_back_and_unknown_transactions_are_not_found()
    {
        var id = (await (await Post("", new { session_id = _session })).ShouldBe(201)).Text("transaction_id");
        (await Post($"/{id}/rollback", null)).EnsureSuccessStatusCode().Dispose();

        foreach (var gone in (string[])[id, $"{Guid.NewGuid()}"])
        {
            await (await Post($"/{gone}/commit", null)).ShouldRefuse(404, "not-found");
            await (await Post($"/{gone}/save", new { key = "a", value = 1 })).ShouldRefuse(404, "not-found");
        }
    }

    private Task<HttpResponseMessage> Post(string path, object? body, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Path + path);
        if (body is not null)
            request.Content = JsonContent.Create(body);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return gateway.Http.SendAsync(request);
    }
}

using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Sanctum.Tests;

[Collection(SharedGateway.Name)]
public sealed class SessionBackupApiTests(RunningGateway gateway)
{
    private readonly string _session = $"s-{Guid.NewGuid():N}";

    [Fact]
    public async Task Session_is_backed_up_changed_restored_and_the_backup_deleted()
    {
        await (await Post("save", new { session_id = _session, key = "k", value = new { n = 1 } })).ShouldBe(200);
        var before = (await All()).ToJsonString();
        var backup = await (await Post("backup", new { session_id = _session })).ShouldBe(201);
        var id = backup.Text("backup_id");
        await (await Post("save", new { session_id = _session, key = "k", value = 2 })).ShouldBe(200);
        await (await Post("save", new { session_id = _session, key = "new", value = 3 })).ShouldBe(200);

        var restored = await (await Post("restore", new { backup_id = id })).ShouldBe(200);

        Assert.Equal(before, (await All()).ToJsonString());
        Assert.Equal((_session, 1), (restored.Text("session_id"), restored["keys"]!.GetValue<int>()));
        var listed = (await gateway.Get($"/api/memory/backups?session_id={_session}"))["items"]!.AsArray();
        Assert.Equal(backup.ToJsonString(), Assert.Single(listed)!.ToJsonString());
        (await gateway.Http.DeleteAsync($"/api/memory/backups/{id}")).EnsureSuccessStatusCode().Dispose();
        await (await gateway.Http.DeleteAsync($"/api/memory/backups/{id}")).ShouldRefuse(404, "not-found");
        await (await Post("restore", new { backup_id = id })).ShouldRefuse(404, "not-found");
    }

    [Fact]
    public async Task Session_without_memory_and_missing_fields_are_refused()
    {
        await (await Post("backup", new { session_id = _session })).ShouldRefuse(404, "not-found");
        Assert.Equal(
            ["backup_id"], (await (await Post("restore", new { })).ShouldRefuse(400, "invalid-request")).RefusedFields());
    }

    private Task<JsonNode> All() => gateway.Get($"/api/memory/all?session_id={_session}");

    private Task<HttpResponseMessage> Post(string path, object body) =>
        gateway.Http.PostAsync($"/api/memory/{path}", JsonContent.Create(body));
}

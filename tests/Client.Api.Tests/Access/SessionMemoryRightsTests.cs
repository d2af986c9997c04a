using System.Net.Http.Json;
using Sanctum.Tests;

namespace Sanctum.Access;

public sealed class SessionMemoryRightsTests(AccessGateway access) : IClassFixture<AccessGateway>
{
    private readonly string _session = $"s-{Guid.NewGuid():N}";

    [Fact]
    public async Task Restore_and_operations_that_delete_need_the_permission_to_delete()
    {
        var writer = access.Client((await access.NewKey(access.Admin, "memory:write")).Text("secret"));
        var both = access.Client((await access.NewKey(access.Admin, "memory:write", "memory:delete")).Text("secret"));
        await Post(writer, "save", new { session_id = _session, key = "k", value = 1 }, 200);
        using var made = await writer.PostAsJsonAsync("/api/memory/backup", new { session_id = _session });
        var backup = (await made.ShouldBe(201)).Text("backup_id");
        var operations = new[] { new { op = "delete", key = "k" } };

        await Post(writer, "restore", new { backup_id = backup }, 403);
        await Post(both, "restore", new { backup_id = backup }, 200);
        await Post(writer, "transactions", new { session_id = _session, operations }, 403);
        await Post(both, "transactions", new { session_id = _session, operations }, 200);
    }

    [Fact]
    public async Task Load_in_a_transaction_needs_the_permission_to_write()
    {
        var reader = access.Client((await access.NewKey(access.Admin, "memory:read")).Text("secret"));
        using var begun = await access.Admin.PostAsJsonAsync("/api/memory/transactions", new { session_id = _session });
        var transaction = (await begun.ShouldBe(201)).Text("transaction_id");

        await Post(reader, $"transactions/{transaction}/load", new { key = "k" }, 403);
        await Post(access.Admin, $"transactions/{transaction}/load", new { key = "k" }, 404);
    }

    private static async Task Post(HttpClient client, string path, object body, int status)
    {
        using var answer = await client.PostAsJsonAsync($"/api/memory/{path}", body);
        Assert.Equal(status, (int)answer.StatusCode);
    }
}

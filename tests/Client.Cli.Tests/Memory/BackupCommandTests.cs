namespace Sanctum.Tests.Memory;

[Collection(SharedGateway.Name)]
public sealed class BackupCommandTests(RunningGateway gateway)
{
    [Fact]
    public async Task Session_is_backed_up_and_restored()
    {
        var session = $"s-{Guid.NewGuid():N}";
        (await gateway.Run("memory", "session", "save", session, "k", "1")).ShouldEnd(0);

        var id = (await Run("create", session, "--json")).ShouldEnd(0).Json().Text("backup_id");
        (await gateway.Run("memory", "session", "save", session, "k", "2")).ShouldEnd(0);
        Assert.Contains(id, (await Run("list", "--session", session)).ShouldEnd(0).Out, StringComparison.Ordinal);
        (await Run("restore", id, "--yes")).ShouldEnd(0);

        var loaded = (await gateway.Run("memory", "session", "load", session, "k", "--json")).ShouldEnd(0).Json();
        Assert.Equal(1, loaded["value"]!.GetValue<int>());
        (await Run("delete", id, "--yes")).ShouldEnd(0);
        (await Run("restore", id, "--yes")).ShouldEnd(4);
    }

    private Task<Ended> Run(params string[] arguments) => gateway.Run(["memory", "backup", .. arguments]);
}

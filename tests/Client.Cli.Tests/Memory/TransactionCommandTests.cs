namespace Sanctum.Tests.Memory;

[Collection(SharedGateway.Name)]
public sealed class TransactionCommandTests(RunningGateway gateway)
{
    [Fact]
    public async Task Transaction_is_run_from_a_file_or_begun_and_committed()
    {
        using var folder = new Folder();
        var session = $"s-{Guid.NewGuid():N}";
        var file = folder.Write(
            "operations.json", """{"operations":[{"op":"save","key":"a","value":1},{"op":"save","key":"b","value":2}]}""");

        Assert.Contains("committed", (await Run("run", session, file)).ShouldEnd(0).Out, StringComparison.Ordinal);
        var id = (await Run("begin", session, "--json")).ShouldEnd(0).Json().Text("transaction_id");
        (await Run("load", id, "a")).ShouldEnd(0);
        (await Run("save", id, "a", "5")).ShouldEnd(0);
        (await Run("delete", id, "b")).ShouldEnd(0);
        Assert.Contains("open", (await Run("show", id)).ShouldEnd(0).Out, StringComparison.Ordinal);
        (await Run("commit", id)).ShouldEnd(0);
        (await Run("rollback", id)).ShouldEnd(4);

        var all = (await gateway.Run("memory", "session", "all", session, "--json")).ShouldEnd(0).Json()["items"]!.AsArray();
        Assert.Equal(5, Assert.Single(all)!["value"]!.GetValue<int>());
        (await Run("run", session, folder.Write("wrong.json", "[]"))).ShouldEnd(2);
    }

    private Task<Ended> Run(params string[] arguments) => gateway.Run(["memory", "transaction", .. arguments]);
}

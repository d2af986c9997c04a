namespace Sanctum.Tests.Memory;

[Collection(SharedGateway.Name)]
public sealed class MemoryCommandTests(RunningGateway gateway)
{
    [Fact]
    public async Task Core_memory_is_shown_with_its_limits()
    {
        var agent = await gateway.CreateAgent();

        var shown = await gateway.Run("memory", "show", agent);
        var asJson = (await gateway.Run("memory", "show", agent, "--json")).Json();

        Assert.Contains($"{agent}-notes  12 of 1000 characters", shown.ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Equal("Nothing yet.", asJson["items"]![0]!.Text("value"));
        (await gateway.Run("memory", "show", "nobody-here")).ShouldEnd(4);
    }

    [Fact]
    public async Task Block_is_deleted()
    {
        var agent = await gateway.CreateAgent();

        (await gateway.Run("memory", "delete", agent, $"{agent}-notes", "--yes")).ShouldEnd(0);

        Assert.Empty((await gateway.Run("memory", "show", agent, "--json")).Json()["items"]!.AsArray());
        (await gateway.Run("memory", "delete", agent, $"{agent}-notes")).ShouldEnd(4);
    }

    [Fact]
    public async Task Block_is_written_up_to_its_limit()
    {
        var agent = await gateway.CreateAgent();

        var written = await gateway.RunWith("All quiet.", "memory", "write", agent, $"{agent}-notes", "-", "--limit", "20");
        var refused = await gateway.Run("memory", "write", agent, $"{agent}-notes", new string('a', 21), "--json");

        Assert.Contains("10 of 20 characters", written.ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Contains("20", refused.Problem(1).Text("detail"), StringComparison.Ordinal);
        var shown = (await gateway.Run("memory", "show", agent, "--json")).Json();
        Assert.Equal("All quiet.", shown["items"]![0]!.Text("value"));
    }
}

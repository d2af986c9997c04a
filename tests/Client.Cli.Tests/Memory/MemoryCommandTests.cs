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
}

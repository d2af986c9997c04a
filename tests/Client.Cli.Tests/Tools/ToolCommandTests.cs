namespace Sanctum.Tests.Tools;

[Collection(SharedGateway.Name)]
public sealed class ToolCommandTests(RunningGateway gateway)
{
    [Fact]
    public async Task Tools_are_listed_with_the_schemas_of_their_arguments()
    {
        var shown = await gateway.Run("tools", "list");
        var asJson = (await gateway.Run("tools", "list", "--json")).Json();

        Assert.Contains("\ncalculate ", shown.ShouldEnd(0).Out, StringComparison.Ordinal);
        var calculate = asJson["items"]!.AsArray().Single(tool => tool!.Text("name") == "calculate")!;
        Assert.Equal("object", calculate["parameters"]!.Text("type"));
    }
}

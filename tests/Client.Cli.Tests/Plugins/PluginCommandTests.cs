namespace Sanctum.Tests.Plugins;

[Collection(SharedGateway.Name)]
public sealed class PluginCommandTests(RunningGateway gateway)
{
    [Fact]
    public async Task Without_plug_ins_the_list_is_empty()
    {
        var listed = await gateway.Run("plugins", "list", "--json");

        Assert.Empty(listed.Json()["items"]!.AsArray());
    }

    [Theory]
    [InlineData("show")]
    [InlineData("start")]
    [InlineData("stop")]
    [InlineData("reload")]
    [InlineData("unload")]
    public async Task A_plug_in_that_is_not_there_ends_with_4(string verb) =>
        Assert.Contains(
            "no plug-in 'nowhere'", (await gateway.Run("plugins", verb, "nowhere")).ShouldEnd(4).Error, StringComparison.Ordinal);

    [Fact]
    public async Task Settings_that_are_no_JSON_object_are_a_usage_error()
    {
        (await gateway.RunWith("[]", "plugins", "set", "nowhere", "-f", "-")).ShouldEnd(2);
        (await gateway.RunWith("{}", "plugins", "set", "nowhere", "-f", "-")).ShouldEnd(4);
    }
}

using System.Text.Json.Nodes;

namespace Sanctum.Tests.Tools;

[Collection(SharedGateway.Name)]
public sealed class ToolCommandTests(RunningGateway gateway)
{
    [Fact]
    public async Task Tools_are_listed_with_the_schemas_of_their_arguments()
    {
        var shown = await gateway.Run("tools", "list");
        var asJson = (await gateway.Run("tools", "list", "--kind", "shared", "--json")).Json();

        Assert.Contains("\ncalculate ", shown.ShouldEnd(0).Out, StringComparison.Ordinal);
        var calculate = asJson["items"]!.AsArray().Single(tool => tool!.Text("name") == "calculate")!;
        Assert.Equal("object", calculate["parameters"]!.Text("type"));
    }

    [Fact]
    public async Task Tools_of_a_platform_are_registered_listed_and_unregistered()
    {
        var agent = await gateway.CreateAgent();
        (await gateway.Run("tools", "unregister", "--agent", agent, "--all")).ShouldEnd(0);

        var registered = (await gateway.Run("tools", "register", "--agent", agent, "--platform", "bluesky", "--json")).Json();
        Assert.Equal(Names((await gateway.Run("tools", "list", "--platform", "bluesky", "--json")).Json()), Names(registered));

        (await gateway.Run("tools", "unregister", "--agent", agent, "--platform", "bluesky")).ShouldEnd(0);
        (await gateway.Run("tools", "register", "--agent", agent, "--tools", "calculate,current_time")).ShouldEnd(0);
        Assert.Equal(
            ["calculate", "current_time"], Names((await gateway.Run("tools", "list", "--agent", agent, "--json")).Json()));
    }

    [Fact]
    public async Task A_tool_that_is_not_there_is_told_with_those_that_are()
    {
        var agent = await gateway.CreateAgent();

        var refused = await gateway.Run("tools", "register", "--agent", agent, "--tools", "calculate", "nonsense");

        Assert.Matches("There is no tool 'nonsense'. There are: .*calculate, ", refused.ShouldEnd(1).Error);
        (await gateway.Run("tools", "show", "nonsense")).ShouldEnd(4);
        (await gateway.Run("tools", "register", "--agent", agent)).ShouldEnd(2);
    }

    [Fact]
    public async Task A_tool_is_disabled_limited_and_shown()
    {
        const string Tool = "delete_bluesky_post";
        Assert.False((await gateway.Run("tools", "disable", Tool, "--reason", "Nothing is lost.", "--json"))
            .Json()["enabled"]!.GetValue<bool>());
        (await gateway.Run("tools", "set", Tool, "--time-limit", "9s", "--isolation", "none")).ShouldEnd(0);
        (await gateway.Run("tools", "set", Tool)).ShouldEnd(2);

        var shown = (await gateway.Run("tools", "show", Tool)).ShouldEnd(0).Out;

        Assert.All(
            ["disabled", "Nothing is lost.", "9s", "Runs in", "bluesky"],
            text => Assert.Contains(text, shown, StringComparison.Ordinal));
        (await gateway.Run("tools", "enable", Tool)).ShouldEnd(0);
        Assert.True((await gateway.Get($"/v1/tools/{Tool}"))["enabled"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("""{"expression":"6 * 7"}""", "ok", 0)]
    [InlineData("""{"expression":"1 / 0"}""", "failed", 9)]
    public async Task A_run_ends_with_the_result_and_an_exit_code_that_says_how_it_went(
        string arguments, string status, int exitCode)
    {
        var agent = await gateway.CreateAgent();

        var asText = await gateway.Run("tools", "run", "calculate", arguments, "--agent", agent);
        var asJson = await gateway.Run("tools", "run", "calculate", arguments, "--agent", agent, "--json");

        Assert.Contains(status, asText.ShouldEnd(exitCode).Out, StringComparison.Ordinal);
        Assert.Equal(status, JsonNode.Parse(asJson.ShouldEnd(exitCode).Out)!.Text("status"));
    }

    [Fact]
    public async Task A_refusal_of_the_gateway_is_shown_with_its_trace_id()
    {
        var refused = await gateway.Run("tools", "show", "nonsense");

        Assert.Matches(@"trace id: \S+", refused.ShouldEnd(4).Error);
    }

    private static IEnumerable<string> Names(JsonNode list) => list["items"]!.AsArray().Select(tool => tool!.Text("name"));
}

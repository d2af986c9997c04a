using System.Text.Json.Nodes;

namespace Sanctum.Platforms;

/// <summary>What an agent can ask about bots.</summary>
public sealed class BotToolTests
{
    [Fact]
    public async Task Bots_are_known_from_the_account_s_list_and_from_the_platform()
    {
        await using var host = await PlatformHost.Start();
        var agent = await host.NewAgent();
        var account = await host.Connect("""{"knownBots":["@Spam.bot"]}""", agent: agent);
        await host.Connect("""{"knownBots":["other.bot"]}""", agent: agent);
        await host.Ended(account, host.Platform.Notify(account, "beep", author: "robot", isBot: true));
        var handles = new[] { "spam.bot", "@robot", "other.bot", "ann" };

        var here = await Asked(host, account, "ann", "t", "check_known_bots", new { handles });
        var elsewhere = JsonNode.Parse(await host.CallTool(agent, "check_known_bots", new { handles }))!;
        var nobody = JsonNode.Parse(await host.CallTool(agent, "check_known_bots", new { handles = new[] { "ann" } }))!;

        Assert.Equal("""{"detected_bots":["spam.bot","robot"],"total_known_bots":1,"bot_detected":true}""", here.ToJsonString());
        Assert.Equal(
            """{"detected_bots":["spam.bot","robot","other.bot"],"total_known_bots":2,"bot_detected":true}""",
            elsewhere.ToJsonString());
        Assert.Equal("""{"detected_bots":[],"total_known_bots":2,"bot_detected":false}""", nobody.ToJsonString());
    }

    [Theory]
    [InlineData("""{"botRepliesPerThread":1,"botCooldownSeconds":0}""", NoReplyReasons.BotLoop)]
    [InlineData("""{"botRepliesPerThread":9,"botCooldownSeconds":3600}""", NoReplyReasons.BotCooldown)]
    [InlineData("""{"botRepliesPerThread":9,"botCooldownSeconds":0}""", null)]
    public async Task A_thread_with_a_bot_is_left_by_the_account_s_rules_against_loops(string rules, string? reason)
    {
        await using var host = await PlatformHost.Start();
        var agent = await host.NewAgent();
        var account = await host.Connect(rules, agent: agent);
        Assert.Equal(
            "done",
            (await host.Ended(account, host.Platform.Notify(account, "beep", author: "robot", thread: "t", isBot: true))).Status);

        var answer = await Asked(host, account, "ann", "t", "should_respond_to_bot_thread", new { });

        Assert.Equal((reason is null, reason), (answer["should_respond"]!.GetValue<bool>(), (string?)answer["reason"]));
        Assert.Equal("""[{"handle":"robot","replies":1}]""", answer["bots"]!.ToJsonString());
        var other = await Asked(host, account, "ann", "another thread", "should_respond_to_bot_thread", new { });
        Assert.Equal("""{"should_respond":true,"bots":[]}""", other.ToJsonString());
        Assert.Equal(
            """{"should_respond":true,"bots":[]}""", await host.CallTool(agent, "should_respond_to_bot_thread", new { }));
    }

    private static async Task<JsonNode> Asked(
        PlatformHost host, string account, string author, string thread, string tool, object arguments)
    {
        var request = $"please {Guid.NewGuid()}";
        host.Model.CallOn(request, tool, arguments);
        host.Platform.Notify(account, request, author, thread);
        return JsonNode.Parse(await host.ToolResult(request))!;
    }
}

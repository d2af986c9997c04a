namespace Sanctum.Tests.Conversations;

[Collection(SharedGateway.Name)]
public sealed class SendCommandTests(RunningGateway gateway)
{
    [Fact]
    public async Task Who_does_not_wait_gets_a_receipt_and_the_transcript_has_the_reply()
    {
        var agent = await gateway.CreateAgent();

        var sent = (await gateway.Run("send", agent, "good morning", "--from", "bob", "--json")).Json();

        var transcript = await Testing.Eventually.Get(
            (
                ) => gateway.Run("transcript", sent.Text("sessionId"),
                "--json"), shown => shown.Json()["lastSeq"]!.GetValue<int>() == 2);
        Assert.Equal(["bob", agent], transcript.Json()["items"]!.AsArray().Select(entry => entry!.Text("author")));
    }

    [Fact]
    public async Task Receipt_for_people_says_how_to_follow()
    {
        var agent = await gateway.CreateAgent();

        var sent = await gateway.Run("send", agent, "good morning", "--session", $"{agent}-s");

        Assert.Contains($"sanctum transcript {agent}-s --follow", sent.ShouldEnd(0).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_waits_gets_the_reply_and_nothing_else_on_standard_output()
    {
        var agent = await gateway.CreateAgent();

        var sent = await gateway.Run("send", agent, "good morning", "--wait", "30s");

        Assert.Equal("You said: good morning\n", sent.ShouldEnd(0).Out);
        Assert.Empty(sent.Error);
    }

    [Fact]
    public async Task A_message_has_the_priority_that_it_is_sent_with()
    {
        var agent = await gateway.CreateAgent();

        (await gateway.Run("send", agent, "at once", "--priority", "high")).ShouldEnd(0);

        var items = (await gateway.Get($"/v1/agents/{agent}/queue/items"))["items"]!.AsArray();
        Assert.Equal(["high"], items.Select(item => item!["notification"]!.Text("priority")));
        (await gateway.Run("send", agent, "at once", "--priority", "urgent")).ShouldEnd(2);
    }

    [Fact]
    public async Task Reply_that_is_not_there_in_time_has_an_exit_code_of_its_own_and_comes_later()
    {
        var agent = await gateway.CreateAgent();

        var sent = await gateway.Run("send", agent, $"hold {agent}", "--wait", "50ms", "--session", $"{agent}-s");

        Assert.Contains($"sanctum transcript {agent}-s", sent.ShouldEnd(7).Error, StringComparison.Ordinal);
        Assert.Empty(sent.Out);
        gateway.Model.Release(agent);
        await Testing.Eventually.Get(
            () => gateway.Run("transcript", $"{agent}-s"), shown => shown.Out.Contains("third", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Same_key_is_the_same_message()
    {
        var agent = await gateway.CreateAgent();
        Task<Ended> Send() => gateway.Run(
            "send", agent, "once", "--key", "my key", "--session", $"{agent}-s", "--wait", "30s", "--json");

        var (first, second) = ((await Send()).Json(), (await Send()).Json());

        Assert.Equal(first.Text("itemId"), second.Text("itemId"));
        Assert.True(second["isDuplicate"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("@bob is here")]
    [InlineData("two\nlines, and ünïcödé 🙂")]
    [InlineData("'quoted' \"text\" $HOME")]
    public async Task Text_arrives_as_it_was_written(string text)
    {
        var agent = await gateway.CreateAgent();

        var asArgument = await gateway.Run("send", agent, text, "--wait", "30s");
        var piped = await gateway.RunWith(text, "send", agent, "-", "--wait", "30s");

        Assert.Equal($"You said: {text}\n", asArgument.ShouldEnd(0).Out);
        Assert.Equal($"You said: {text}\n", piped.ShouldEnd(0).Out);
    }

    [Fact]
    public async Task Text_that_looks_like_an_option_goes_after_two_dashes()
    {
        var agent = await gateway.CreateAgent();

        var sent = await gateway.Run("send", "--wait", "30s", agent, "--", "--json");

        Assert.Equal("You said: --json\n", sent.ShouldEnd(0).Out);
    }

    [Fact]
    public async Task Reply_cannot_command_the_terminal()
    {
        var agent = await gateway.CreateAgent();

        var sent = await gateway.Run("send", agent, "\u001b]0;owned\u0007\u001b[31mred", "--wait", "30s");

        Assert.Equal("You said: ]0;owned[31mred\n", sent.ShouldEnd(0).Out);
    }

    [Fact]
    public async Task Failed_turn_is_told_with_its_reason()
    {
        var agent = await gateway.CreateAgent();

        var failed = await gateway.Run("send", agent, "fail", "--wait", "30s");
        var asJson = await gateway.Run("send", agent, "fail", "--wait", "30s", "--json");

        Assert.Contains("scripted failure", failed.ShouldEnd(6).Error, StringComparison.Ordinal);
        Assert.Equal("urn:sanctum:problem:turn-failed", asJson.Problem(6).Text("type"));
    }

    [Fact]
    public async Task Refused_field_is_named()
    {
        var agent = await gateway.CreateAgent();

        var refused = await gateway.Run("send", agent, " ");
        var asJson = await gateway.Run("send", agent, "hello", "--session", "../x", "--json");

        Assert.Contains("text: is required", refused.ShouldEnd(1).Error, StringComparison.Ordinal);
        Assert.Equal(["sessionId"], asJson.Problem(1).RefusedFields());
    }

    [Fact]
    public async Task Agent_that_is_not_there_or_retired_takes_no_message()
    {
        var agent = await gateway.CreateAgent();
        await gateway.Run("agents", "retire", agent);

        (await gateway.Run("send", "nobody-here", "hello")).ShouldEnd(4);
        (await gateway.Run("send", agent, "hello")).ShouldEnd(5);
    }
}

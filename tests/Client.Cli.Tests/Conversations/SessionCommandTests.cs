namespace Sanctum.Tests.Conversations;

[Collection(SharedGateway.Name)]
public sealed class SessionCommandTests(RunningGateway gateway)
{
    [Fact]
    public async Task Session_says_whose_it_is()
    {
        var agent = await gateway.CreateAgent();
        await gateway.Run("send", agent, "hello", "--session", $"{agent}-s", "--wait", "30s");

        var shown = await gateway.Run("sessions", "show", $"{agent}-s");
        var asJson = (await gateway.Run("sessions", "show", $"{agent}-s", "--json")).Json();

        Assert.Contains(agent, shown.ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Equal(2, asJson["lastSeq"]!.GetValue<int>());
        (await gateway.Run("sessions", "show", "nowhere")).ShouldEnd(4);
    }

    [Fact]
    public async Task Context_of_the_next_call_is_shown_part_by_part()
    {
        var agent = await gateway.CreateAgent();
        await gateway.Run("send", agent, "hello", "--session", $"{agent}-s", "--wait", "30s");

        var shown = await gateway.Run("sessions", "context", $"{agent}-s");
        var asJson = (await gateway.Run("sessions", "context", $"{agent}-s", "--step", "2", "--json")).Json();

        Assert.Contains("tokens by o200k_base", shown.ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Contains("the window is not known", shown.Out, StringComparison.Ordinal);
        Assert.Equal("hello", asJson["parts"]!.AsArray()[^1]!["text"]!.GetValue<string>());
        (await gateway.Run("sessions", "context", $"{agent}-s", "--step", "1")).ShouldEnd(1);
    }

    [Fact]
    public async Task What_was_said_is_recalled_by_its_words()
    {
        var agent = await gateway.CreateAgent();
        await gateway.Run("send", agent, "Bob likes green tea", "--session", $"{agent}-s", "--wait", "30s");

        var found = await gateway.Run("memory", "recall", agent, "teas", "--session", $"{agent}-s");
        var nothing = await gateway.Run("memory", "recall", agent, "coffee");

        var byWords = (await gateway.Run("memory", "recall", agent, "teas", "--by", "words", "--json")).Json();

        Assert.Contains("**tea**", found.ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Contains("by words 1", found.Out, StringComparison.Ordinal);
        Assert.Contains("Nothing was found", nothing.ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Equal("words", $"{byWords["by"]}");
        (await gateway.Run("memory", "recall", agent, "teas", "--by", "luck")).ShouldEnd(1);
    }

    [Fact]
    public async Task Conversations_of_an_agent_are_listed()
    {
        var agent = await gateway.CreateAgent();
        await gateway.Run("send", agent, "hello", "--session", $"{agent}-a", "--wait", "30s");
        await gateway.Run("send", agent, "good night", "--session", $"{agent}-b", "--wait", "30s");

        var first = await gateway.Run("sessions", "list", "--agent", agent, "--limit", "1");
        var all = (await gateway.Run("sessions", "list", "--agent", agent, "--json")).Json();

        Assert.Contains("good night", first.ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Contains("--after", first.Error, StringComparison.Ordinal);
        Assert.Equal([$"{agent}-b", $"{agent}-a"], all["items"]!.AsArray().Select(session => session!["id"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Cancel_ends_what_runs_and_what_waits()
    {
        var agent = await gateway.CreateAgent();
        await using var chat = Cli.Start(gateway, "chat", agent, "-m", $"hold {agent}", "--session", $"{agent}-s");
        await chat.OutputHas("first ");
        (await gateway.Run("send", agent, "and then?", "--session", $"{agent}-s")).ShouldEnd(0);

        var cancelled = (await gateway.Run("sessions", "cancel", $"{agent}-s", "--json")).Json();

        Assert.Equal(2, cancelled["cancelled"]!.GetValue<int>());
        (await chat.End()).ShouldEnd(6);
    }
}

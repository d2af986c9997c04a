using System.Text.Json.Nodes;

namespace Sanctum.Tests.Conversations;

[Collection(SharedGateway.Name)]
public sealed class TranscriptCommandTests(RunningGateway gateway)
{
    [Fact]
    public async Task Transcript_shows_who_said_what_and_pages()
    {
        var session = await Talk("one", "two");

        var shown = await gateway.Run("transcript", session, "--after", "1", "--limit", "2");

        Assert.DoesNotContain("#1,", shown.ShouldEnd(0).Out, StringComparison.Ordinal);
        Assert.Contains("#2,", shown.Out, StringComparison.Ordinal);
        Assert.Contains("You said: one", shown.Out, StringComparison.Ordinal);
        Assert.Contains("--after 3", shown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_json_it_is_the_gateways_page()
    {
        var session = await Talk("one");

        var page = (await gateway.Run("transcript", session, "--json")).Json();

        Assert.Equal((await gateway.Get($"/v1/sessions/{session}/transcript")).ToJsonString(), page.ToJsonString());
    }

    [Fact]
    public async Task Follow_goes_on_with_what_comes_until_Ctrl_C()
    {
        var session = await Talk("one");

        await using var following = Cli.Start(gateway, "transcript", session, "--follow");
        await using var asJson = Cli.Start(gateway, "transcript", session, "--follow", "--after", "2", "--json");
        await following.OutputHas("You said: one");
        await gateway.Run("send", session[..^2], "two", "--session", session);
        await following.OutputHas("You said: two");
        await asJson.OutputHas("You said: two");
        await following.Interrupt();
        await asJson.Interrupt();

        (await following.End()).ShouldEnd(130);
        var lines = (await asJson.End()).ShouldEnd(130).Out.TrimEnd().Split('\n').Select(line => JsonNode.Parse(line)!);
        Assert.Equal([3, 4], lines.Where(line => line.Text("event") == "transcript.entry-appended")
            .Select(line => line["data"]!["seq"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Follow_ends_when_nobody_reads_it_any_more()
    {
        var session = await Talk("one");

        await using var following = Cli.Start(gateway, "transcript", session, "--follow");
        await following.OutputHas("You said: one");
        following.StopReading();
        await gateway.Run("send", session[..^2], "two", "--session", session);

        (await following.End()).ShouldEnd(141);
    }

    [Fact]
    public async Task Unknown_session_is_not_found()
    {
        (await gateway.Run("transcript", "nowhere")).ShouldEnd(4);
        (await gateway.Run("transcript", "nowhere", "--follow")).ShouldEnd(4);
    }

    private async Task<string> Talk(params string[] messages)
    {
        var agent = await gateway.CreateAgent();
        (await gateway.RunWith(string.Join('\n', messages), "chat", agent, "--session", $"{agent}-s")).ShouldEnd(0);
        return $"{agent}-s";
    }
}

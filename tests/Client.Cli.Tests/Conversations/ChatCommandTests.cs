using System.Text.Json.Nodes;

namespace Sanctum.Tests.Conversations;

[Collection(SharedGateway.Name)]
public sealed class ChatCommandTests(RunningGateway gateway)
{
    [Fact]
    public async Task Reply_is_shown_while_the_agent_still_speaks()
    {
        var agent = await gateway.CreateAgent();

        await using var chat = Cli.Start(gateway, "chat", agent, "-m", $"hold {agent}");
        await chat.OutputHas("first ");
        Assert.DoesNotContain("third", chat.Out, StringComparison.Ordinal);
        gateway.Model.Release(agent);

        Assert.Equal("first second third\n", (await chat.End()).ShouldEnd(0).Out);
    }

    [Fact]
    public async Task As_json_every_line_is_an_event_and_the_last_is_the_answer()
    {
        var agent = await gateway.CreateAgent();

        var chat = await gateway.Run("chat", agent, "-m", "good morning", "--session", $"{agent}-s", "--json");

        var lines = chat.ShouldEnd(0).Out.TrimEnd().Split('\n').Select(line => JsonNode.Parse(line)!).ToArray();
        Assert.Contains("reply.delta", lines.Select(line => line.Text("event")));
        Assert.Equal(2, lines.Count(line => line.Text("event") == "transcript.entry-appended"));
        Assert.Equal("message.answered", lines[^1].Text("event"));
        Assert.Equal("You said: good morning", lines[^1]["data"]!["reply"]!.Text("content"));
        Assert.Equal($"{agent}-s", lines[^1]["data"]!.Text("sessionId"));
    }

    [Fact]
    public async Task Lines_that_are_piped_in_are_messages_of_one_session()
    {
        var agent = await gateway.CreateAgent();

        var chat = await gateway.RunWith("one\n\ntwo\n", "chat", agent, "--session", $"{agent}-s");

        Assert.Equal("You said: one\nYou said: two\n", chat.ShouldEnd(0).Out);
        Assert.Equal(4, (await gateway.Get($"/v1/sessions/{agent}-s"))["lastSeq"]!.GetValue<int>());
    }

    [Fact]
    public async Task Session_that_is_there_goes_on_without_repeating_itself()
    {
        var agent = await gateway.CreateAgent();
        await gateway.Run("chat", agent, "-m", "one", "--session", $"{agent}-s");

        var chat = await gateway.Run("chat", agent, "-m", "two", "--session", $"{agent}-s");

        Assert.Equal("You said: two\n", chat.ShouldEnd(0).Out);
    }

    [Fact]
    public async Task Ctrl_C_cancels_the_turn()
    {
        var agent = await gateway.CreateAgent();

        await using var chat = Cli.Start(gateway, "chat", agent, "-m", $"hold {agent}");
        await chat.OutputHas("first ");
        await chat.Interrupt();

        (await chat.End()).ShouldEnd(130);
        var item = (await gateway.Get($"/v1/agents/{agent}/queue/items"))["items"]![0]!;
        Assert.Equal(("cancelled", "cancelled"), (item.Text("status"), item.Text("stopReason")));
    }

    [Fact]
    public async Task Turn_that_somebody_else_cancels_has_failed()
    {
        var agent = await gateway.CreateAgent();

        await using var chat = Cli.Start(gateway, "chat", agent, "-m", $"hold {agent}", "--session", $"{agent}-s");
        await chat.OutputHas("first ");
        using var cancelled = await gateway.Http.PostAsync($"/v1/sessions/{agent}-s/cancel", null);

        Assert.Contains("cancelled", (await chat.End()).ShouldEnd(6).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failed_turn_ends_the_chat_with_its_reason()
    {
        var agent = await gateway.CreateAgent();

        var chat = await gateway.Run("chat", agent, "-m", "fail", "--json");

        var problem = JsonNode.Parse(chat.ShouldEnd(6).Error)!;
        Assert.Equal("urn:sanctum:problem:turn-failed", problem.Text("type"));
    }

    [Fact]
    public async Task Nobody_to_talk_to_is_not_found_and_the_session_of_another_a_conflict()
    {
        var (one, other) = (await gateway.CreateAgent(), await gateway.CreateAgent());
        await gateway.Run("chat", one, "-m", "mine", "--session", $"{one}-s");

        (await gateway.Run("chat", "nobody-here", "-m", "hello")).ShouldEnd(4);
        (await gateway.Run("chat", other, "-m", "mine too", "--session", $"{one}-s")).ShouldEnd(5);
    }

    [Fact]
    public async Task On_a_terminal_it_prompts_stops_a_reply_on_Ctrl_C_and_goes_on()
    {
        var agent = await gateway.CreateAgent();

        await using var chat = Cli.StartOnTerminal(gateway, Terminal.Dumb, "chat", agent);
        await chat.Prompts("you> ", 1);
        await chat.Type($"hold {agent}\n");
        await chat.OutputHas($"{agent}> first ");
        await chat.Type("\u0003");
        await chat.OutputHas("Stopped.");
        await chat.Prompts("you> ", 2);
        await chat.Type("good morning\n");
        await chat.OutputHas($"{agent}> You said: good morning");
        await chat.Prompts("you> ", 3);
        await chat.Type("\u0004");

        Assert.Contains($"sanctum chat {agent} --session", (await chat.End()).ShouldEnd(0).Out, StringComparison.Ordinal);
    }
}

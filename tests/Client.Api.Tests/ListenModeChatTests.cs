using System.Net.Http.Json;
using Sanctum.Testing;

namespace Sanctum.Tests;

/// <summary>The message mode holds for a whole system, so this has a gateway that no other test uses.</summary>
public sealed class ListenModeChatTests(RunningGateway gateway) : IClassFixture<RunningGateway>
{
    [Fact]
    public async Task A_chat_that_listen_mode_left_unanswered_is_a_new_message_when_it_is_sent_again()
    {
        var agent = await gateway.CreateAgent();
        await Choose("listen");
        await Eventually.True(async () => await StopReason(agent) == "listen_mode");
        Assert.Equal("", await Chat(agent));

        await Choose("live");
        await Eventually.True(async () => await StopReason(agent) == "end_turn");

        Assert.NotEqual("", await Chat(agent));
    }

    private async Task Choose(string mode)
    {
        using var answer = await gateway.Http.PutAsJsonAsync("/v1/settings/mode", new { mode });
        await answer.ShouldBe(200);
    }

    private async Task<string?> StopReason(string agent)
    {
        using var answer = await gateway.Send(agent, new { text = "anything", from = "ann" }, "?wait=30s");
        return (await answer.ShouldBe(200))["stopReason"]?.GetValue<string>();
    }

    private async Task<string?> Chat(string agent)
    {
        var chat = new { model = agent, messages = new[] { new { role = "user", content = "the same words" } } };
        using var answer = await gateway.Http.PostAsJsonAsync("/v1/chat/completions", chat);
        return (await answer.ShouldBe(200))["choices"]![0]!["message"]!.Text("content");
    }
}

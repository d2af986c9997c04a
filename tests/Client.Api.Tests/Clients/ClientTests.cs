using System.Text.Json.Nodes;
using Sanctum.Testing;

namespace Sanctum.Tests.Clients;

/// <summary>
/// The npm packages <c>openai</c>, <c>ai</c> and <c>@langchain/openai</c> against the gateway: what they send is one message,
/// whatever goes wrong.
/// </summary>
[Collection(SharedGateway.Name)]
public sealed class ClientTests(RunningGateway gateway)
{
    private const string Picture =
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    [ClientTheory]
    public async Task Completion_and_stream_are_the_agents_reply(string client)
    {
        var agent = await gateway.CreateAgent();
        await using var node = await NodeClient.Start(client, gateway);

        var whole = await node.Complete(new { model = agent, messages = Says("good morning") });
        var streamed = await node.Complete(new { model = agent, messages = Says("many 50"), stream = true });

        Assert.Equal(("You said: good morning", 1), Outcome(whole));
        Assert.Equal(
            (string.Concat(Enumerable.Range(1, 50).Select(n => $"{n} ")).Trim(), 1),
            (streamed.Text("text").Trim(), streamed["attempts"]!.GetValue<int>()));
    }

    [ClientTheory]
    public async Task Agents_tool_is_called_on_the_way_to_the_reply(string client)
    {
        var agent = await gateway.CreateAgent();
        await using var node = await NodeClient.Start(client, gateway);

        var whole = await node.Complete(new { model = agent, messages = Says("""call calculate {"expression":"6 * 7"}""") });
        var streamed = await node.Complete(
            new { model = agent, messages = Says("""call calculate {"expression":"6 * 8"}"""), stream = true });

        Assert.Equal(("The tool said: 6 * 7 = 42", "The tool said: 6 * 8 = 48"), (whole.Text("text"), streamed.Text("text")));
    }

    [ClientTheory]
    public async Task History_with_calls_results_and_pictures_does_not_refuse_the_chat(string client)
    {
        var agent = await gateway.CreateAgent();
        await using var node = await NodeClient.Start(client, gateway);
        object[] history =
        [
            new { role = "system", content = "Be brief." },
            new
            {
                role = "user",
                content = new object[]
                {
                    new { type = "text", text = "see" },
                    new { type = "image_url", image_url = new { url = Picture } },
                },
            },
            new
            {
                role = "assistant",
                content = (string?)null,
                tool_calls = new[]
                {
                    new { id = "c1", type = "function", function = new { name = "weather", arguments = "{}" } },
                },
            },
            new { role = "tool", tool_call_id = "c1", content = "sun" },
            new { role = "assistant", content = "It is sunny." },
            new { role = "user", content = "and now?" },
        ];

        var reply = (await node.Complete(new { model = agent, messages = history })).Text("text");

        Assert.StartsWith("You said: ", reply, StringComparison.Ordinal);
        Assert.Contains("user: see", reply, StringComparison.Ordinal);
        Assert.EndsWith("and now?", reply, StringComparison.Ordinal);
    }

    [ClientTheory]
    public async Task Request_that_is_refused_is_an_error_with_its_reason_and_is_sent_once(string client)
    {
        var agent = await gateway.CreateAgent();
        await using var node = await NodeClient.Start(client, gateway);
        var weather = new { name = "weather", parameters = new { type = "object", properties = new { } } };
        object[] tools = [new { type = "function", function = weather }];

        var unknown = await node.Complete(new { model = "gpt-unknown", messages = Says("hello") });
        var withTools = await node.Complete(new { model = agent, messages = Says("hello"), tools });
        var empty = await node.Complete(new { model = agent, messages = Says(" ") });

        Assert.Equal((404, 1), Failure(unknown));
        Assert.Contains("gpt-unknown", unknown.Text("error"), StringComparison.Ordinal);
        Assert.Equal((400, 1), Failure(withTools));
        Assert.Contains("tools", withTools.Text("error"), StringComparison.Ordinal);
        Assert.Equal((400, 1), Failure(empty));
        Assert.Empty(await Items(agent));
    }

    [ClientTheory]
    public async Task Turn_that_failed_for_good_is_one_message_and_one_attempt(string client)
    {
        var agent = await gateway.CreateAgent();
        await using var node = await NodeClient.Start(client, gateway);

        var failed = await node.Complete(new { model = agent, messages = Says("fail"), maxRetries = 2 });

        Assert.Equal((400, 1), Failure(failed));
        Assert.Contains("a scripted failure", failed.Text("error"), StringComparison.Ordinal);
        Assert.Single(await Items(agent));
    }

    [ClientTheory]
    public async Task Connection_that_breaks_during_the_turn_is_one_message(string client)
    {
        var agent = await gateway.CreateAgent();
        await using var node = await NodeClient.Start(client, gateway);
        var request = new
        {
            model = agent,
            messages = Says($"hold {agent}"),
            maxRetries = 2,
            lost = 1,
            loseOpen = true,
            stream = true,
        };

        // A stream begins as soon as its message is in, or is known.
        var outcome = await node.Complete(request, joined => Release(2, joined, agent));

        Assert.Equal(("first second third", 2), Outcome(outcome));
        Assert.Single(await Items(agent));
    }

    [ClientTheory]
    public async Task Client_that_loses_patience_is_one_message(string client)
    {
        var agent = await gateway.CreateAgent();
        await using var node = await NodeClient.Start(client, gateway);

        var outcome = await node.Complete(
            new { model = agent, messages = Says($"hold {agent}"), maxRetries = 1, timeout = 2_000 });
        gateway.Model.Release(agent);

        // The AI SDK's patience is for all attempts together.
        Assert.Equal(client == "ai" ? 1 : 2, outcome["attempts"]!.GetValue<int>());
        await Eventually.True(async () => (await Items(agent)) is [var item] && item!.Text("status") == "done");
    }

    [ClientTheory]
    public async Task Message_that_was_answered_may_be_said_again(string client)
    {
        var agent = await gateway.CreateAgent();
        await using var node = await NodeClient.Start(client, gateway);

        await node.Complete(new { model = agent, messages = Says("again") });
        await node.Complete(new { model = agent, messages = Says("again") });

        Assert.Equal(2, (await Items(agent)).Count);
    }

    [ClientTheory]
    public async Task Answer_that_is_lost_is_one_message_where_the_client_says_that_it_repeats(string client)
    {
        var agent = await gateway.CreateAgent();
        await using var node = await NodeClient.Start(client, gateway);

        var outcome = await node.Complete(new { model = agent, messages = Says("hello"), maxRetries = 2, lost = 1 });

        Assert.Equal(("You said: hello", 2), Outcome(outcome));
        Assert.Equal(client == "openai" ? 1 : 2, (await Items(agent)).Count);
    }

    private static object[] Says(string text) => [new { role = "user", content = text }];

    private void Release(int wanted, int answered, string key)
    {
        if (answered == wanted)
            gateway.Model.Release(key);
    }

    private static (string Text, int Attempts) Outcome(JsonNode outcome) =>
        outcome["text"] is { } text
            ? (text.GetValue<string>(), outcome["attempts"]!.GetValue<int>())
            : (outcome.ToJsonString(), 0);

    private static (int? Status, int Attempts) Failure(JsonNode outcome) =>
        (outcome["status"]?.GetValue<int>(), outcome["attempts"]!.GetValue<int>());

    private async Task<JsonArray> Items(string agent) =>
        (await gateway.Get($"/v1/agents/{agent}/queue/items"))["items"]!.AsArray();
}

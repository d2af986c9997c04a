using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Models;

namespace Sanctum.Tests;

/// <summary>The stock OpenAI client against the gateway.</summary>
[Collection(SharedGateway.Name)]
public sealed class ChatTests(RunningGateway gateway)
{
    [Fact]
    public async Task Completion_is_the_agents_reply_with_its_cost()
    {
        var agent = await gateway.CreateAgent();

        ChatCompletion completion = await Client(agent).CompleteChatAsync(new UserChatMessage("good morning"));

        Assert.Equal("You said: good morning", completion.Content[0].Text);
        Assert.Equal(ChatFinishReason.Stop, completion.FinishReason);
        Assert.Equal(
            (7, 5, 12), (completion.Usage.InputTokenCount, completion.Usage.OutputTokenCount, completion.Usage.TotalTokenCount));
        Assert.Equal(agent, completion.Model);
    }

    [Fact]
    public async Task Streamed_completion_adds_up_to_the_reply()
    {
        var agent = await gateway.CreateAgent();
        var (text, usage, finish) = ("", (ChatTokenUsage?)null, (ChatFinishReason?)null);

        await foreach (var update in Client(agent).CompleteChatStreamingAsync(new UserChatMessage("many 200")))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            usage ??= update.Usage;
            finish ??= update.FinishReason;
        }

        Assert.Equal(string.Concat(Enumerable.Range(1, 200).Select(n => $"{n} ")).Trim(), text.Trim());
        Assert.Equal(ChatFinishReason.Stop, finish);
        Assert.Equal(12, usage?.TotalTokenCount);
    }

    [Fact]
    public async Task Words_are_streamed_before_the_reply_is_whole()
    {
        var agent = await gateway.CreateAgent();
        await using var updates = Client(agent).CompleteChatStreamingAsync(new UserChatMessage($"hold {agent}"))
            .GetAsyncEnumerator();
        var text = "";
        while (!text.Contains("first", StringComparison.Ordinal) && await updates.MoveNextAsync())
            text += string.Concat(updates.Current.ContentUpdate.Select(part => part.Text));

        gateway.Model.Release(agent);
        while (await updates.MoveNextAsync())
            text += string.Concat(updates.Current.ContentUpdate.Select(part => part.Text));

        Assert.Equal("first second third", text);
    }

    [Fact]
    public async Task New_session_hears_what_was_said_before_and_a_known_one_only_what_is_new()
    {
        var agent = await gateway.CreateAgent();
        ChatMessage[] history = [
            new SystemChatMessage("Be brief."), new UserChatMessage("one"), new AssistantChatMessage("two"),
            new UserChatMessage("three")];

        ChatCompletion stateless = await Client(agent).CompleteChatAsync(history);
        var user = new ChatCompletionOptions { EndUserId = "mira@example.org" };
        ChatCompletion first = await Client(agent).CompleteChatAsync([new UserChatMessage("one")], user);
        ChatCompletion second = await Client(agent).CompleteChatAsync(
            [new UserChatMessage("one"), new AssistantChatMessage(first.Content[0].Text), new UserChatMessage("two")], user);

        Assert.Equal(
            "You said: [Earlier in this conversation]\n\nsystem: Be brief.\n\nuser: one\n\nassistant: two\n\n[New message]\n\n" +
            "three", stateless.Content[0].Text);
        Assert.Equal("You said: two", second.Content[0].Text);
    }

    [Fact]
    public async Task Unknown_model_is_an_error_that_the_client_understands()
    {
        var error = await Assert.ThrowsAsync<ClientResultException>(
            () => Client("gpt-unknown").CompleteChatAsync(new UserChatMessage("hello")));

        Assert.Equal(404, error.Status);
        Assert.Contains("model_not_found", error.Message, StringComparison.Ordinal);
        Assert.Contains("gpt-unknown", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failed_turn_is_an_error_that_the_client_understands()
    {
        var agent = await gateway.CreateAgent();

        var error = await Assert.ThrowsAsync<ClientResultException>(
            () => Client(agent).CompleteChatAsync(new UserChatMessage("fail")));

        Assert.Equal(400, error.Status);
        Assert.Contains("turn_failed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agents_are_listed_as_models()
    {
        var agent = await gateway.CreateAgent();

        var client = new OpenAIModelClient(new ApiKeyCredential(gateway.Token), Options());
        OpenAIModelCollection models = await client.GetModelsAsync();

        Assert.Contains(models, model => model.Id == agent && model.OwnedBy == "sanctum");
    }

    [Fact]
    public async Task Conversation_of_the_session_header_is_the_session()
    {
        var agent = await gateway.CreateAgent();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = RunningGateway.Json($$"""{"model":"{{agent}}","messages":[{"role":"user","content":[{"type":"text","text":"hello"}]}],"temperature":0.3}"""),
        };
        request.Headers.Add("x-session-id", $"{agent}-s");

        using var response = await gateway.Http.SendAsync(request);

        await response.ShouldBe(200);
        Assert.Equal([$"{agent}-s"], response.Headers.GetValues("x-session-id"));
        Assert.Equal(2, (await gateway.Get($"/v1/sessions/{agent}-s"))["lastSeq"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"x"}]}""", "model")]
    [InlineData("""{"model":"AGENT","messages":[]}""", "messages")]
    [InlineData("""{"model":"AGENT","messages":[{"role":"system","content":"x"}]}""", "messages")]
    [InlineData("""{"model":"AGENT","n":2,"messages":[{"role":"user","content":"x"}]}""", "n")]
    [InlineData(
        """{"model":"AGENT","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"x"}}]}]}""",
        "messages[0].content[0]")]
    [InlineData("""{"model":"AGENT","tools":[{"type":"function"}],"messages":[{"role":"user","content":"x"}]}""", "tools")]
    [InlineData(
        """{"model":"AGENT","response_format":{"type":"json_object"},"messages":[{"role":"user","content":"x"}]}""",
        "response_format")]
    [InlineData("""{"model":"AGENT","response_format":{"type":"json_schema","json_schema":{}},"messages":[{"role":"user","content":"x"}]}""", "response_format")]
    [InlineData("""{"model":"AGENT","response_format":"json","messages":[{"role":"user","content":"x"}]}""", "response_format")]
    public async Task Request_that_cannot_be_met_names_the_parameter(string body, string parameter)
    {
        var agent = await gateway.CreateAgent();

        using var response = await gateway.Http.PostAsync(
            "/v1/chat/completions", RunningGateway.Json(body.Replace("AGENT", agent, StringComparison.Ordinal)));

        var error = (await response.ShouldBe(400))["error"]!;
        Assert.Equal("invalid_request_error", error.Text("type"));
        Assert.Equal(parameter, error.Text("param"));
    }

    [Theory]
    [InlineData("""{"response_format":{"type":"text"}}""")]
    [InlineData("""{"response_format":null}""")]
    public async Task Response_format_of_text_is_met(string further)
    {
        using var response = await Complete(
            await gateway.CreateAgent(), """[{"role":"user","content":"hello"}]""", key: null, further);

        await response.ShouldBe(200);
    }

    [Fact]
    public async Task Stream_that_breaks_after_its_first_words_ends_with_an_error_that_names_the_session()
    {
        using var response = await Complete(
            await gateway.CreateAgent(), """[{"role":"user","content":"break"}]""", key: null, """{"stream":true}""");

        var body = await response.Content.ReadAsStringAsync();

        Assert.Contains("first ", body, StringComparison.Ordinal);
        Assert.Contains(
            $"the reply will be in session '{response.Headers.GetValues("x-session-id").Single()}'",
            Regex.Unescape(body), StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Idempotency_key_is_one_completion_and_refuses_another()
    {
        var agent = await gateway.CreateAgent();
        const string First = """[{"role":"user","content":"and before?"},{"role":"assistant","content":"nothing"},{"role":"user","content":"good morning"}]""";

        using var sent = await Complete(agent, First, "k");
        using var again = await Complete(agent, First, "k");
        using var streamed = await Complete(agent, First, "k", """{"stream":true}""");
        using var other = await Complete(agent, """[{"role":"user","content":"good night"}]""", "k");

        Assert.Equal((await sent.ShouldBe(200)).Text("id"), (await again.ShouldBe(200)).Text("id"));
        Assert.Equal(sent.Headers.GetValues("x-session-id"), again.Headers.GetValues("x-session-id"));
        Assert.Contains("You said:", await streamed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("conflict", (await other.ShouldBe(409))["error"]!.Text("code"));
        Assert.Single((await gateway.Get($"/v1/agents/{agent}/sessions"))["items"]!.AsArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Chunks_have_a_usage_of_null_until_the_last_where_it_was_asked_for(bool isAskedFor)
    {
        var agent = await gateway.CreateAgent();

        using var response = await Complete(agent, """[{"role":"user","content":"hello"}]""", key: null,
            $$$"""{"stream":true,"stream_options":{"include_usage":{{{(isAskedFor ? "true" : "false")}}}}}""");

        var lines = (await response.Content.ReadAsStringAsync()).Split('\n').Where(
            line => line.StartsWith("data: {", StringComparison.Ordinal));
        var chunks = lines.Select(line => JsonNode.Parse(line["data: ".Length..])!.AsObject()).ToArray();
        Assert.All(chunks[..^1], chunk => Assert.Equal((isAskedFor, null), (chunk.ContainsKey("usage"), chunk["usage"])));
        Assert.Equal(isAskedFor, chunks[^1]["usage"] is not null);
    }

    [Theory]
    [InlineData(
        """[{"role":"user","content":"x"},{"role":"assistant","content":"y"},{"role":"user","content":" "}]""",
        "messages[2].content")]
    [InlineData("""[{"role":"user","name":"a\u0007b","content":"x"}]""", "messages[0].name")]
    [InlineData("""[{"role":"system","content":"\u0000"},{"role":"user","content":"x"}]""", "messages[0].content")]
    public async Task Message_that_breaks_a_rule_is_named_by_its_place(string messages, string parameter)
    {
        var agent = await gateway.CreateAgent();

        using var response = await Complete(agent, messages, key: null);

        Assert.Equal(parameter, (await response.ShouldBe(400))["error"]!.Text("param"));
    }

    private async Task<HttpResponseMessage> Complete(string agent, string messages, string? key, string further = "{}")
    {
        var body = JsonNode.Parse($$"""{"model":"{{agent}}","messages":{{messages}}}""")!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(further)!.AsObject())
            body[name] = value?.DeepClone();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = RunningGateway.Json(body.ToJsonString()),
        };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return await gateway.Http.SendAsync(request);
    }

    private ChatClient Client(string model) => new(model, new ApiKeyCredential(gateway.Token), Options());

    private OpenAIClientOptions Options() =>
        new() { Endpoint = new Uri(gateway.Address, "/v1"), RetryPolicy = new ClientRetryPolicy(0) };
}

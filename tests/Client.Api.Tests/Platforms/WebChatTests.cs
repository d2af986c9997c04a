using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Sanctum.Testing;

namespace Sanctum.Tests.Platforms;

[Collection(WebhookSuite.Name)]
public sealed class WebChatTests(WebhookGateway hooks)
{
    [Fact]
    public async Task A_visitor_writes_and_sees_the_answer_live()
    {
        var chat = await Open();
        using var ann = new Visitor(hooks, chat);
        await ann.Enter("Ann");
        await using var events = await ann.Watch("c1");

        await ann.Say("c1", "hold " + chat);
        var isTyping = await events.Until("typing");
        hooks.Gateway.Model.Release(chat);
        var reply = await events.Until("message", message => message["isReply"]!.GetValue<bool>());

        Assert.True(isTyping["isTyping"]!.GetValue<bool>());
        Assert.Equal("first second third", reply.Text("text"));
        Assert.Equal(["hold " + chat, "first second third"], (await ann.Read("c1")).Select(message => message.Text("text")));
        Assert.Equal(["hold " + chat], (await ann.List()).Select(conversation => conversation.Text("title")));
    }

    [Fact]
    public async Task What_was_said_survives_a_reload_and_goes_on_where_the_browser_was()
    {
        var chat = await Open();
        using var ann = new Visitor(hooks, chat);
        await ann.Enter("Ann");
        await ann.Say("c1", "one");
        await ann.Replies("c1", 1);
        await ann.Say("c1", "two");
        await ann.Replies("c1", 2);

        await using var events = await ann.Watch("c1", lastEventId: "2");

        Assert.Equal(("two", 3), Seen(await events.Until("message")));
        Assert.Equal(("You said: two", 4), Seen(await events.Until("message")));
        Assert.Equal("Ann", (await ann.Describe())["visitor"]!.Text("name"));
    }

    [Fact]
    public async Task One_visitor_never_sees_another()
    {
        var chat = await Open();
        using var ann = new Visitor(hooks, chat);
        using var bob = new Visitor(hooks, chat);
        using var stranger = new Visitor(hooks, chat);
        await ann.Enter("Ann");
        await bob.Enter("Ann");
        await ann.Say("same", "my secret");
        await bob.Say("same", "hello");

        Assert.Equal(
            ["my secret", "You said: my secret"], (await ann.Replies("same", 1)).Select(message => message.Text("text")));
        Assert.Equal(["hello", "You said: hello"], (await bob.Replies("same", 1)).Select(message => message.Text("text")));
        foreach (var path in new[] { "conversations", "conversations/same/messages", "conversations/same/events" })
        {
            using var refused = await stranger.Http.GetAsync(path);
            await refused.ShouldRefuse(401, "unknown-visitor");
        }
    }

    [Fact]
    public async Task The_same_message_again_is_one_message_and_is_answered_once()
    {
        var chat = await Open();
        using var ann = new Visitor(hooks, chat);
        await ann.Enter("Ann");

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => ann.Say("c1", "hi", "m1")));
        await ann.Replies("c1", 1);
        await ann.Say("c1", "bye", "m2");

        Assert.Equal(
            ["hi", "You said: hi", "bye", "You said: bye"], (await ann.Replies("c1", 2)).Select(message => message.Text("text")));
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_of_scripts_and_sites_and_a_new_name_is_the_same_visitor()
    {
        var chat = await Open();
        using var ann = new Visitor(hooks, chat);

        var (first, cookie) = await ann.Enter("Ann");
        var (second, _) = await ann.Enter("  Anna ");

        Assert.Equal((first.Text("id"), "Anna"), (second.Text("id"), second.Text("name")));
        foreach (var part in new[] { "httponly", "samesite=strict", $"path=/v1/webchat/{chat}" })
            Assert.Contains(part, cookie, StringComparison.OrdinalIgnoreCase);
        var profile = await hooks.Gateway.Get($"/v1/platforms/webchat/profiles/{first.Text("id")}");
        Assert.Equal("Anna", profile.Text("displayName"));
        Assert.StartsWith("Anna #", profile.Text("handle"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_name_message_or_chat_is_refused()
    {
        var chat = await Open();
        using var ann = new Visitor(hooks, chat);
        using var lost = new Visitor(hooks, "no-such-chat");
        await ann.Enter("Ann");
        using var nameless = await ann.Http.PutAsJsonAsync("visitor", new { name = " " });
        using var empty = await ann.Http.PostAsJsonAsync("conversations/c1/messages", new { text = "  " });
        using var large = await ann.Http.PostAsJsonAsync("conversations/c1/messages", new { text = new string('x', 8_001) });
        using var nowhere = await lost.Http.PutAsJsonAsync("visitor", new { name = "Ann" });

        Assert.Equal(["name"], (await nameless.ShouldRefuse(400, "invalid-request")).RefusedFields());
        Assert.Equal(["text"], (await empty.ShouldRefuse(400, "invalid-request")).RefusedFields());
        Assert.Equal(["text"], (await large.ShouldRefuse(400, "invalid-request")).RefusedFields());
        await nowhere.ShouldRefuse(404, "not-found");
    }

    [Fact]
    public async Task The_page_is_served_for_every_chat_and_needs_nothing_from_elsewhere()
    {
        var page = await hooks.Http.GetStringAsync("/chat/anything");

        Assert.Contains("/js/chat/page.js", page, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", page, StringComparison.Ordinal);
        foreach (var file in new[] { "/chat.css", "/js/chat/page.js", "/js/chat/room.js", "/js/chat/api.js" })
            Assert.NotEmpty(await hooks.Http.GetStringAsync(file));
    }

    private static (string Text, int Seq) Seen(JsonNode message) => (message.Text("text"), message["seq"]!.GetValue<int>());

    /// <summary>A web chat of a new agent, named like it.</summary>
    private async Task<string> Open()
    {
        var agent = await hooks.Gateway.CreateAgent();
        using var response = await hooks.Http.PostAsJsonAsync("/v1/platforms/webchat/accounts", new { account = agent, agent });
        await response.ShouldBe(201);
        return agent;
    }

    /// <summary>A browser with its cookies.</summary>
    private sealed class Visitor(WebhookGateway hooks, string chat) : IDisposable
    {
        public HttpClient Http { get; } = new(new SocketsHttpHandler { CookieContainer = new CookieContainer() })
        {
            BaseAddress = new Uri(hooks.Gateway.Address, $"/v1/webchat/{chat}/"),
        };

        public async Task<(JsonNode Visitor, string Cookie)> Enter(string name)
        {
            using var response = await Http.PutAsJsonAsync("visitor", new { name });
            return (await response.ShouldBe(200), string.Join("; ", response.Headers.GetValues("Set-Cookie")));
        }

        public async Task<JsonNode> Describe() =>
            JsonNode.Parse(await Http.GetStringAsync(Http.BaseAddress!.ToString().TrimEnd('/')))!;

        public async Task Say(string conversation, string text, string? id = null)
        {
            using var response = await Http.PostAsJsonAsync($"conversations/{conversation}/messages", new { text, id });
            await response.ShouldBe(202);
        }

        public Task<JsonNode[]> Read(string conversation) => Items($"conversations/{conversation}/messages");

        public Task<JsonNode[]> List() => Items("conversations");

        public Task<JsonNode[]> Replies(string conversation, int count) =>
            Eventually.Get(
                () => Read(conversation), messages => messages.Count(message => message["isReply"]!.GetValue<bool>()) >= count);

        public async Task<Watcher> Watch(string conversation, string? lastEventId = null)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, $"conversations/{conversation}/events");
            if (lastEventId is not null)
                request.Headers.Add("Last-Event-ID", lastEventId);
            var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode}");
            return new Watcher(response, await response.Content.ReadAsStreamAsync());
        }

        public void Dispose() => Http.Dispose();

        private async Task<JsonNode[]> Items(string path) =>
            [.. JsonNode.Parse(await Http.GetStringAsync(path))!["items"]!.AsArray().Select(item => item!)];
    }

    /// <summary>A page that watches a conversation.</summary>
    private sealed class Watcher(HttpResponseMessage response, Stream body) : IAsyncDisposable
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
        private readonly IAsyncEnumerator<SseItem<string>> _events = SseParser.Create(body).EnumerateAsync().GetAsyncEnumerator();

        public async Task<JsonNode> Until(string type, Func<JsonNode, bool>? fits = null)
        {
            while (await _events.MoveNextAsync().AsTask().WaitAsync(Patience))
            {
                if (_events.Current.EventType == type
                    && JsonNode.Parse(_events.Current.Data) is { } data && (fits is null || fits(data)))
                    return data;
            }
            throw new InvalidOperationException("The stream ended before what was waited for.");
        }

        public async ValueTask DisposeAsync()
        {
            response.Dispose();
            try
            {
                await _events.DisposeAsync();
            }
            catch (NotSupportedException)
            {
                // A read that is under way is ended by the response that was closed above.
            }
        }
    }
}

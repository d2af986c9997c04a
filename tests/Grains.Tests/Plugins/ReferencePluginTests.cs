using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Sanctum.Platforms;
using Sanctum.Testing;

namespace Sanctum.Plugins;

/// <summary>The examples of plug-ins for a polled chat and a terminal, as their users get them.</summary>
public sealed class ReferencePluginTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sanctum-reference-").FullName;
    private readonly ConcurrentQueue<JsonObject> _messages = new();
    private readonly ConcurrentQueue<JsonNode> _replies = new();
    private volatile bool _isAway;
    private int _asked;
    private LoopbackReceiver _chat = null!;
    private PlatformHost _host = null!;

    public async Task InitializeAsync()
    {
        _chat = await LoopbackReceiver.Start();
        _chat.Answer = Answer;
        foreach (var (example, name) in new[] { ("web-chat-plugin", "WebChatPoll"), ("cli-plugin", "CliChat") })
        {
            var plugin = Directory.CreateDirectory(Path.Combine(_folder, "plugins", name)).FullName;
            var sources = Directory.GetFiles(Path.Combine(Repository.Root, "examples", example), "*.cs");
            await PluginCompiler.CompileFiles(Path.Combine(plugin, $"{name}.dll"), sources, typeof(IPlugin).Assembly.Location);
        }
        _host = await PlatformHost.Start(
            ("Sanctum:Plugins:Folder", Path.Combine(_folder, "plugins")), ("Sanctum:Plugins:ScanInterval", "00:00:00.100"), (
                "Sanctum:Platforms:PollRetryMaxDelay", "00:00:01"));
        var plugins = _host.Grains.GetGrain<IPluginsGrain>("default/plugins");
        await Eventually.True(async () => (await plugins.List())
            .Count(found => found.Processes.Any(status => status.State == PluginState.Running)) == 2);
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _chat.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_message_in_the_chat_is_answered_there_and_one_that_came_in_an_outage_too()
    {
        var agent = await _host.NewAgent();
        var account = _host.Grains.GetGrain<IPlatformAccountGrain>($"default/web-chat/{agent}");
        var token = new PlatformCredentials(ImmutableDictionary<string, string>.Empty.Add("token", "a-token-of-a-chat"));
        await account.Connect(new AccountConnection(agent, token, $$"""{"api":"{{_chat.Url}}"}""", """{"pollSeconds":0.05}"""));
        Say("s1", "hello");
        Assert.Equal(("s1", "You said: hello"), await Reply(1));

        _isAway = true;
        Say("s2", "still there?");
        // It is asked again and again, and each failure counts: that is what the waits grow by.
        var asked = _asked;
        await Eventually.True(async () => (await account.Get()).LastError?.Contains("502", StringComparison.Ordinal) == true);
        await Eventually.True(
            async () => await _host.Scalar<int>($"select failures from platform_account where account = '{agent}'") >= 4);
        Assert.True(_asked > asked);
        _isAway = false;

        Assert.Equal(("s2", "You said: still there?"), await Reply(2));
        Assert.Null((await account.Get()).LastError);
    }

    [Fact]
    public async Task A_line_at_the_terminal_is_answered_there()
    {
        var agent = await _host.NewAgent();
        var socket = Path.Combine(_folder, "cli.sock");
        await _host.Grains.GetGrain<IPlatformAccountGrain>($"default/cli/{agent}").Connect(
            new AccountConnection(agent, Credentials: null, $$"""{"socket":"{{socket}}"}"""));
        await Eventually.True(() => Task.FromResult(File.Exists(socket)));

        using var first = await Terminal(socket);
        using var second = await Terminal(socket);
        await first.Writer.WriteLineAsync("one");
        await second.Writer.WriteLineAsync("two");

        Assert.Equal("You said: one", await first.Reader.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1)));
        Assert.Equal("You said: two", await second.Reader.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1)));
    }

    private static async Task<TerminalSession> Terminal(string socket)
    {
        var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(socket));
        var stream = new NetworkStream(client, ownsSocket: true);
        return new TerminalSession(new StreamReader(stream), new StreamWriter(stream) { AutoFlush = true }, stream);
    }

    private void Say(string session, string text) => _messages.Enqueue(new JsonObject
    {
        ["id"] = $"{_messages.Count + 1}",
        ["session_id"] = session,
        ["uid"] = "2632f72d266e529c",
        ["message"] = text,
        ["timestamp"] = DateTimeOffset.UtcNow.AddSeconds(1),
    });

    private async Task<(string Session, string Text)> Reply(int count)
    {
        var reply = await Eventually.Get(
            () => Task.FromResult(_replies.ElementAtOrDefault(count - 1)), found => found is not null);
        return (reply!["session_id"]!.GetValue<string>(), reply["response"]!.GetValue<string>());
    }

    private async Task Answer(ReceivedRequest request, HttpContext http)
    {
        Interlocked.Increment(ref _asked);
        if (_isAway)
        {
            http.Response.StatusCode = 502;
            return;
        }
        if (http.Request.Method == "POST")
        {
            _replies.Enqueue(JsonNode.Parse(request.Body)!);
            return;
        }
        var after = int.TryParse(http.Request.Query["since"], out var cursor) ? cursor : 0;
        var messages = _messages.Skip(after).ToList();
        await http.Response.WriteAsync(new JsonObject
        {
            ["success"] = true,
            ["data"] = new JsonObject
            {
                ["messages"] = new JsonArray([.. messages.Select(message => message.DeepClone())]),
                ["cursor"] = $"{after + messages.Count}",
            },
        }.ToJsonString());
    }

    private sealed record TerminalSession(StreamReader Reader, StreamWriter Writer, IDisposable Stream) : IDisposable
    {
        public void Dispose() => Stream.Dispose();
    }
}

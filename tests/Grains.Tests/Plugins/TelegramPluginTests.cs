using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Sanctum.Errors;
using Sanctum.Platforms;
using Sanctum.Testing;

namespace Sanctum.Plugins;

/// <summary>The example of a plug-in that polls, as its users get it, against a stand-in of the Bot API.</summary>
public sealed class TelegramPluginTests : IAsyncLifetime
{
    private const string Token = "4711:a-token-of-a-bot";
    private readonly string _folder = Directory.CreateTempSubdirectory("sanctum-telegram-").FullName;
    private readonly ConcurrentQueue<JsonObject> _updates = new();
    private readonly ConcurrentQueue<(string Method, JsonNode Input)> _calls = new();
    private volatile bool _isAway;
    private LoopbackReceiver _api = null!;
    private PlatformHost _host = null!;

    public async Task InitializeAsync()
    {
        _api = await LoopbackReceiver.Start();
        _api.Answer = Answer;
        var plugin = Directory.CreateDirectory(Path.Combine(_folder, "Telegram")).FullName;
        var sources = Directory.GetFiles(Path.Combine(Repository.Root, "examples", "telegram-plugin"), "*.cs");
        await PluginCompiler.CompileFiles(Path.Combine(plugin, "Telegram.dll"), sources, typeof(IPlugin).Assembly.Location);
        _host = await PlatformHost.Start(("Sanctum:Plugins:Folder", _folder), ("Sanctum:Plugins:ScanInterval", "00:00:00.100"));
        var plugins = _host.Grains.GetGrain<IPluginsGrain>("default/plugins");
        await Eventually.True(async () => (await plugins.List())
            .Any(found => found.Processes.Any(status => status is { State: PluginState.Running, Platforms: ["telegram"] })));
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _api.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_bot_answers_where_it_was_asked_shows_that_it_writes_and_goes_on_after_an_outage()
    {
        var bot = await Connect(Token);
        Say(1, "hello");
        var reply = await Sent(1);
        Assert.Equal(
            ("You said: hello", 77, 1),
            (reply["text"]!.GetValue<string>(), reply["chat_id"]!.GetValue<int>(),
                reply["reply_parameters"]!["message_id"]!.GetValue<int>()));
        await Eventually.True(() => Task.FromResult(
            _calls.Any(call => call.Method == "sendChatAction" && call.Input["action"]!.GetValue<string>() == "typing")));

        _isAway = true;
        Say(2, "still there?");
        await Eventually.True(async () => (await bot.Get()).LastError?.Contains("getUpdates", StringComparison.Ordinal) == true);
        _isAway = false;

        Assert.Equal("You said: still there?", (await Sent(2))["text"]!.GetValue<string>());
        Assert.Equal(AccountStatus.Active, (await bot.Get()).Status);
        var posts = _host.Grains.GetGrain<IAccountRequestWorker>($"default/telegram/{(await bot.Get()).Account}");
        await posts.Delete("77/501", CancellationToken.None);
        Assert.Contains(_calls, call => call.Method == "deleteMessage" && call.Input["message_id"]!.GetValue<int>() == 501);
        Assert.DoesNotContain(_host.Log, line => line.Contains(Token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_that_is_not_known_is_refused_and_repeated_by_nobody()
    {
        var refused = await Assert.ThrowsAsync<InvalidRequestException>(() => Connect("4711:wrong-token"));

        Assert.Contains("Unauthorized", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-token", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_host.Log, line => line.Contains("wrong-token", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Updates_that_cannot_be_read_are_kept_in_error_and_the_others_are_answered()
    {
        var bot = await Connect(Token);
        Say(1, "first");
        string[] wrong = ["""{"from":null,"text":"x"}""", """{"from":{"id":"five"},"text":"x","chat":{"id":1}}""", """{"from":{"id":5},"text":7,"chat":{"id":77}}""", "[]"];
        foreach (var (number, message) in wrong.Index())
            _updates.Enqueue(new JsonObject { ["update_id"] = 950 + number, ["message"] = JsonNode.Parse(message) });
        Say(99, "last");

        Assert.Equal("You said: last", (await Sent(2))["text"]!.GetValue<string>());
        Assert.Equal(wrong.Length, await _host.Scalar<long>("select count(*) from queue_item where platform = 'telegram' " +
            "and status = 'error' and last_error like '%cannot be read%'"));
        Assert.Equal((AccountStatus.Active, null), ((await bot.Get()).Status, (await bot.Get()).LastError));
    }

    private async Task<IPlatformAccountGrain> Connect(string token)
    {
        var agent = await _host.NewAgent();
        var account = _host.Grains.GetGrain<IPlatformAccountGrain>($"default/telegram/{agent}");
        await account.Connect(new AccountConnection(
            agent, new PlatformCredentials(ImmutableDictionary<string, string>.Empty.Add("token", token)),
            $$"""{"api":"{{_api.Url}}"}"""));
        return account;
    }

    private void Say(int number, string text) => _updates.Enqueue(new JsonObject
    {
        ["update_id"] = 900 + number,
        ["message"] = new JsonObject
        {
            ["message_id"] = number,
            ["from"] = new JsonObject { ["id"] = 5, ["is_bot"] = false, ["first_name"] = "Bo" },
            ["chat"] = new JsonObject { ["id"] = 77, ["type"] = "private" },
            // Telegram counts in seconds; a message of the second in which the account was connected must not look older.
            ["date"] = DateTimeOffset.UtcNow.AddSeconds(1).ToUnixTimeSeconds(),
            ["text"] = text,
        },
    });

    private Task<JsonNode> Sent(int count) => Eventually.Get(
        () => Task.FromResult(_calls.Where(call => call.Method == "sendMessage")
            .Select(call => call.Input).ElementAtOrDefault(count - 1)!), sent => sent is not null);

    private async Task Answer(ReceivedRequest request, HttpContext http)
    {
        var (token, method) = (request.Path.Split('/')[1], request.Path.Split('/')[2]);
        var input = JsonNode.Parse(request.Body)!;
        if (_isAway)
        {
            http.Response.StatusCode = 502;
            return;
        }
        _calls.Enqueue((method, input));
        object result = (token == $"bot{Token}", method) switch
        {
            (false, _) => new { ok = false, error_code = 401, description = "Unauthorized" },
            (_, "getMe") => new { ok = true, result = new { id = 4711, is_bot = true, username = "a_bot" } },
            (
                _, "getUpdates") => new
                {
                    ok = true,
                    result = _updates.Where(update => update["update_id"]!.GetValue<int>() >= input["offset"]!.GetValue<long>())
                },
            (
                _, "sendMessage") => new
                {
                    ok = true,
                    result = new { message_id = 500 + _calls.Count(call => call.Method == "sendMessage") }
                },
            _ => new { ok = true, result = true },
        };
        await http.Response.WriteAsync(JsonSerializer.Serialize(result));
    }
}

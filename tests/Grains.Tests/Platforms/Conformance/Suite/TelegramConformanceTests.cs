using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Sanctum.Conformance.Platforms;
using Sanctum.Testing;

namespace Sanctum.Platforms.Conformance;

/// <summary>The example of a plug-in, compiled as its users compile it, against a stand-in of the Bot API.</summary>
public sealed class TelegramConformanceTests : PlatformAdapterConformance
{
    private static readonly Lazy<Task<Assembly>> Compiled = new(Compile);

    protected override async Task<PlatformStandIn> StartAsync() =>
        new StandIn(
            await LoopbackReceiver.Start(), (await Compiled.Value).GetType("Telegram.TelegramAdapter", throwOnError: true)!);

    private static async Task<Assembly> Compile()
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "conforming-plug-ins")).FullName;
        var file = Path.Combine(folder, "Telegram.dll");
        var sources = Directory.GetFiles(Path.Combine(Repository.Root, "examples", "telegram-plugin"), "*.cs");
        await PluginCompiler.CompileFiles(file, sources, typeof(IPlatformAdapter).Assembly.Location);
        return AssemblyLoadContext.Default.LoadFromAssemblyPath(file);
    }

    private sealed class StandIn : PlatformStandIn
    {
        private const string Token = "4711:a-token-of-a-bot";
        private readonly LoopbackReceiver _api;
        private readonly ConcurrentDictionary<long, string> _messages = new();
        private readonly List<JsonNode> _updates = [];
        private volatile bool _isRevoked, _failsOnce;
        private long _count;

        public StandIn(LoopbackReceiver api, Type adapter)
        {
            _api = api;
            _api.Answer = Answer;
            Adapter = (IPlatformAdapter)Activator.CreateInstance(adapter)!;
            var values = ImmutableDictionary<string, string>.Empty.Add("username", "sanctum_bot");
            Account = new PlatformAccount(
                "default", "telegram", "bot", JsonElement.Parse($$"""{"api":"{{api.Url}}"}"""),
                new PlatformSession("1", Token, null, null, values));
        }

        public override IPlatformAdapter Adapter { get; }

        public override PlatformAccount Account { get; }

        public override string ReplyContext => """{"Chat":77,"Message":1}""";

        public override PlatformCredentials WrongCredentials { get; } =
            new(ImmutableDictionary<string, string>.Empty.Add("token", "4711:wrong"));

        public override Task<int> CountPostsAsync(string text) => Task.FromResult(_messages.Values.Count(one => one == text));

        public override Task<bool> MentionAsync(string text) => List(new JsonObject
        {
            ["message_id"] = Interlocked.Increment(ref _count),
            ["date"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
            ["text"] = text,
            ["from"] = new JsonObject { ["id"] = 5, ["is_bot"] = false, ["first_name"] = "Ann", ["username"] = "ann" },
            ["chat"] = new JsonObject { ["id"] = 77, ["type"] = "private" },
        });

        public override Task<bool> ListUnreadableAsync() => List(new JsonObject { ["from"] = null, ["text"] = 7 });

        public override Task<bool> ExpireLoginAsync() => Task.FromResult(_isRevoked = true);

        public override Task<bool> FailOnceAsync() => Task.FromResult(_failsOnce = true);

        public override async ValueTask DisposeAsync()
        {
            await Adapter.StopAsync(CancellationToken.None);
            await _api.DisposeAsync();
        }

        private Task<bool> List(JsonObject message)
        {
            lock (_updates)
                _updates.Add(new JsonObject { ["update_id"] = _updates.Count + 1L, ["message"] = message });
            return Task.FromResult(true);
        }

        private async Task Answer(ReceivedRequest request, HttpContext http)
        {
            var isOurs = request.Path.StartsWith($"/bot{Token}/", StringComparison.Ordinal);
            if (_failsOnce || _isRevoked || !isOurs)
            {
                http.Response.StatusCode = _failsOnce ? 502 : 401;
                _failsOnce = false;
                await http.Response.WriteAsync(Refusal(http.Response.StatusCode, "No.").ToJsonString());
                return;
            }
            var answer = Carry(request.Path.Split('/')[^1], JsonNode.Parse(request.Body)!) is { } result
                ? new JsonObject { ["ok"] = true, ["result"] = result }
                : Refusal(StatusCodes.Status400BadRequest, "Bad Request: message to delete not found");
            await http.Response.WriteAsync(answer.ToJsonString());
        }

        private static JsonObject Refusal(int code, string description) =>
            new() { ["ok"] = false, ["error_code"] = code, ["description"] = description };

        private JsonArray From(long offset)
        {
            lock (_updates)
                return [.. _updates.Where(update => (long)update["update_id"]! >= offset).Select(update => update.DeepClone())];
        }

        private JsonNode? Carry(string method, JsonNode input)
        {
            switch (method)
            {
                case "getUpdates":
                    return From((long)input["offset"]!);
                case "sendMessage":
                    var id = Interlocked.Increment(ref _count);
                    _messages[id] = (string)input["text"]!;
                    return new JsonObject { ["message_id"] = id };
                default:
                    return _messages.TryRemove((long)input["message_id"]!, out _) ? JsonValue.Create(true) : null;
            }
        }
    }
}

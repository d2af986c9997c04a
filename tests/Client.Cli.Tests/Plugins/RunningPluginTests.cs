using Sanctum.Plugins;
using Sanctum.Testing;

namespace Sanctum.Tests.Plugins;

/// <summary>Two plug-ins that operators direct from the command line.</summary>
public sealed class RunningPluginTests : IAsyncLifetime
{
    private const string Source =
        """
        public sealed class MyPlugin : Sanctum.Plugins.IPlugin
        {
            public string SettingsSchema => "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{" +
                "\"apiKey\":{\"type\":\"string\",\"writeOnly\":true}," +
                "\"apiUrl\":{\"type\":\"string\",\"default\":\"https://api.example.com\"}," +
                "\"pollInterval\":{\"type\":\"integer\",\"minimum\":1,\"default\":5}," +
                "\"debug\":{\"type\":\"boolean\",\"default\":false}}}";
        }
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("sanctum-directed-plugins-").FullName;
    private readonly RunningGateway _gateway = new();

    public async Task InitializeAsync()
    {
        var chat = Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "web_chat")).FullName, "web_chat.dll");
        await PluginCompiler.Compile(chat, Source, typeof(IPlugin).Assembly.Location);
        File.Copy(chat, Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, "cli")).FullName, "cli.dll"));
        await _gateway.Start(
            $"Sanctum:Plugins:Folder={_folder}", "Sanctum:Plugins:ScanInterval=00:00:00.100", "WEB_CHAT_API_KEY=hush-hush",
            "WEB_CHAT_POLL_INTERVAL=9");
        foreach (var name in new[] { "web_chat", "cli" })
            await Eventually.True(async () => await StateOf(name) == "running", Patience);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task One_is_stopped_and_started_while_the_other_runs_and_settings_come_from_the_environment_and_change_at_once()
    {
        var stopped = (await _gateway.Run("plugins", "stop", "web_chat", "--json")).Json();
        Assert.Equal("stopped", stopped["processes"]!.AsArray().Single()!["state"]!.GetValue<string>());
        Assert.Equal("running", await StateOf("cli"));

        var started = (await _gateway.Run("plugins", "start", "web_chat", "--json")).Json();
        Assert.Equal(
            """{"apiKey":"***","apiUrl":"https://api.example.com","pollInterval":9,"debug":false}""",
            started["settings"]!.ToJsonString());

        var changed = (await _gateway.RunWith("""{"pollInterval":2}""", "plugins", "set", "web_chat", "-f", "-", "--json"))
            .Json();
        Assert.Equal(
            """{"apiKey":"***","apiUrl":"https://api.example.com","pollInterval":2,"debug":false}""",
            changed["settings"]!.ToJsonString());
    }

    private async Task<string?> StateOf(string plugin)
    {
        var plugins = (await _gateway.Run("plugins", "list", "--json")).Json()["items"]!.AsArray();
        return plugins.SingleOrDefault(found => found!["name"]!.GetValue<string>() == plugin)?["processes"]!.AsArray()
            .Single()!["state"]!.GetValue<string>();
    }
}

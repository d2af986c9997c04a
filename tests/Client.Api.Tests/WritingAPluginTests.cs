using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Sanctum.Queues;
using Sanctum.Testing;
using Sanctum.Turns;

namespace Sanctum.Tests;

/// <summary>What <c>docs/writing-a-plugin.md</c> tells, done.</summary>
public sealed partial class WritingAPluginTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("sanctum-walk-through-").FullName;
    private readonly RunningGateway _gateway = new();

    private string Project => Path.Combine(_folder, "Shout");

    public Task InitializeAsync() =>
        _gateway.Start($"Sanctum:Plugins:Folder={Path.Combine(_folder, "plugins")}", "Sanctum:Plugins:UnloadTimeout=00:03:00");

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_plug_in_made_from_the_template_is_dropped_in_works_is_reloaded_with_a_change_and_unloaded()
    {
        await MakeProject();
        await Publish();

        await Becomes("running");
        Assert.Contains("shout", await Names("/v1/platforms"));
        Assert.Contains("shout_reverse", await Names("/v1/tools"));
        var tool = await _gateway.Get("/v1/tools/shout_reverse");
        Assert.Equal(("custom", "Shout"), (tool.Text("kind"), tool.Text("plugin")));
        Assert.Equal(
            """{"type":"integer","default":1,"description":"How often to write it, a line each.","minimum":1,"maximum":10}""",
            tool["parameters"]!["properties"]!["times"]!.ToJsonString());
        Assert.Equal("Shout: The tool said: cba", await Post("""call shout_reverse {"text":"abc"}"""));
        Assert.Equal("Shout: You said: one", await Post("one"));
        var firstCode = ContextOfShout();

        using (var set = await _gateway.Http.PutAsync("/v1/plugins/Shout/settings", RunningGateway.Json("""{"prefix":"S: ","apiKey":"hush"}""")))
            Assert.Equal("""{"prefix":"S: ","apiKey":"***"}""", (await set.ShouldBe(200))["settings"]!.ToJsonString());
        var logged = (await _gateway.Get("/v1/admin/audit?object=plugin/Shout&limit=1"))["items"]![0]!["details"]!["changes"]!;
        Assert.Equal(("S: ", "[REDACTED]"), (logged["prefix"]!.Text("after"), logged.Text("apiKey")));
        Assert.Equal("S: You said: two", await Post("two"));

        var source = Path.Combine(Project, "ShoutAdapter.cs");
        await File.WriteAllTextAsync(source, (await File.ReadAllTextAsync(source))
            .Replace("{post.Text}", "{post.Text.ToUpperInvariant()}", StringComparison.Ordinal));
        await Publish();
        await Command("reload", "running");
        Assert.Equal("S: YOU SAID: THREE", await Post("three"));
        await Eventually.True(() => Task.FromResult(!firstCode.IsAlive), Patience);
        var secondCode = ContextOfShout();

        await Command("unload", "discovered");
        await Eventually.True(() => Task.FromResult(!secondCode.IsAlive), Patience);
        Assert.DoesNotContain("shout", await Names("/v1/platforms"));
        Assert.DoesNotContain("shout_reverse", await Names("/v1/tools"));
    }

    [Fact]
    public async Task Code_of_the_documentation_is_code_of_the_template_or_of_the_example()
    {
        string[] folders = [Path.Combine("templates", "plugin"), Path.Combine("examples", "file-drop-plugin")];
        var code = string.Concat(
            folders.SelectMany(folder => Directory.GetFiles(Path.Combine(Repository.Root, folder))).Select(File.ReadAllText))
            .ReplaceLineEndings("\n");
        var blocks = CodeBlock().Matches(
            (await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs/writing-a-plugin.md"))).ReplaceLineEndings("\n"))
            .Select(block => block.Groups["code"].Value).ToArray();

        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => Assert.Contains(block, code, StringComparison.Ordinal));
    }

    private async Task MakeProject()
    {
        var hive = Path.Combine(_folder, "hive");
        await Commands.Run(
            _folder, "dotnet", "new", "install", Path.Combine(Repository.Root, "templates", "plugin"), "--debug:custom-hive",
            hive);
        await Commands.Run(
            _folder, "dotnet", "new", "sanctum-plugin", "-n", "Shout", "-o", Project, "--sanctum", AppContext.BaseDirectory,
            "--debug:custom-hive", hive);
    }

    // No server of the compiler or of MSBuild stays behind.
    private Task Publish() => Commands.Run(
        Project, "dotnet", "publish", "-o", Path.Combine(_folder, "plugins", "Shout"), "-nodeReuse:false",
        "-p:UseSharedCompilation=false", "-v", "q", "-nologo");

    private async Task<JsonNode> Becomes(string state) =>
        (await Eventually.Get(async () => (await _gateway.Get("/v1/plugins"))["items"]!.AsArray()
            .SingleOrDefault(), plugin => plugin is not null && StateOf(plugin) == state, Patience))!;

    private async Task Command(string verb, string state)
    {
        using var done = await _gateway.Http.PostAsync($"/v1/plugins/Shout/{verb}", null);
        await done.ShouldBe(200);
        await Becomes(state);
    }

    /// <summary>Somebody writes on the platform; answers what the platform said of the reply.</summary>
    private async Task<string> Post(string text)
    {
        var agent = await _gateway.CreateAgent();
        await _gateway.Services.GetRequiredService<IGrainFactory>().GetGrain<IQueueGrain>($"default/{agent}")
            .Enqueue(new Notification(
            Guid.NewGuid().ToString(), $"s-{agent}", "shout", agent, "tester", text, QueuePriority.Normal,
            DateTimeOffset.UtcNow));
        return (await Eventually.Get(
            async () =>
            {
                await using var command = _gateway.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(
                    "select external_id from outbox where account = $1");
                command.Parameters.AddWithValue(agent);
                return await command.ExecuteScalarAsync() as string;
            },
            posted => posted is not null,
            Patience))!;
    }

    private async Task<string[]> Names(string route) =>
        [.. (await _gateway.Get(route))["items"]!.AsArray().Select(item => item!.Text("name"))];

    private static string StateOf(JsonNode plugin) => plugin["processes"]!.AsArray().Single()!.Text("state");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference ContextOfShout() =>
        new(AssemblyLoadContext.All.Last(context => context.Name == "plugin Shout"), trackResurrection: true);

    [GeneratedRegex("^```(csharp|xml)\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}

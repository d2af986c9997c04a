using Sanctum.Platforms;
using Sanctum.Testing;

namespace Sanctum.Plugins.Messages;

/// <summary>A host with the example of a message plug-in, and with many that lack a member.</summary>
public sealed class MessagePluginFixture : PluginFixture
{
    protected override IEnumerable<(string Name, string Value)> Settings => [("Sanctum:Plugins:Settings:FileDrop:folder", Drops)];

    /// <summary>Where the example looks for messages.</summary>
    public string Drops { get; } = Directory.CreateTempSubdirectory("sanctum-file-drop-").FullName;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(Drops, recursive: true);
    }

    /// <summary>An account there of a new agent; both have the same name.</summary>
    public async Task<string> Connect()
    {
        var agent = await Host.NewAgent();
        await Host.Grains.GetGrain<IPlatformAccountGrain>($"default/file-drop/{agent}").Connect(
            new AccountConnection(agent, Credentials: null));
        return agent;
    }

    /// <summary>Writes a message; it appears as a whole.</summary>
    public static string Say(string drops, string account, string messageId, string text)
    {
        var folder = Directory.CreateDirectory(Path.Combine(drops, account)).FullName;
        var file = Path.Combine(folder, messageId);
        File.WriteAllText($"{file}.new", text);
        File.Move($"{file}.new", file);
        return file;
    }

    public static Task<string?> Reply(string file) => Eventually.Get(
        async () => File.Exists($"{file}.reply") ? await File.ReadAllTextAsync($"{file}.reply") : null,
        reply => reply is { Length: > 0 }, TimeSpan.FromMinutes(3));

    protected override async Task Populate()
    {
        var example = Path.Combine(Repository.Root, "examples", "file-drop-plugin");
        await PluginCompiler.CompileFiles(AssemblyOf("FileDrop"), Directory.GetFiles(example, "*.cs"), TestPlugins.Contract);
        await BadMessagePlugins.Drop(AssemblyOf);
    }

    private string AssemblyOf(string plugin) =>
        Path.Combine(Directory.CreateDirectory(Path.Combine(Folder, plugin)).FullName, $"{plugin}.dll");
}

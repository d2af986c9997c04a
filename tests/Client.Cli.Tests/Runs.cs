namespace Sanctum.Tests;

/// <summary>Runs against the shared gateway, signed in.</summary>
internal static class Runs
{
    public static Task<Ended> Run(this RunningGateway gateway, params string[] arguments) => gateway.RunWith("", arguments);

    public static Task<Ended> RunWith(this RunningGateway gateway, string input, params string[] arguments) =>
        Cli.Run(gateway.Address, arguments, input, gateway.Environment());

    /// <summary>What a command needs to be signed in.</summary>
    public static Dictionary<string, string> Environment(this RunningGateway gateway) =>
        new() { ["SANCTUM_TOKEN"] = gateway.Token };
}

/// <summary>Files that are gone after the test.</summary>
internal sealed class Folder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("sanctum-cli-").FullName;

    public string PathOf(string name) => Path.Combine(_path, name);

    public string Write(string name, string text)
    {
        var path = PathOf(name);
        File.WriteAllText(path, text);
        return path;
    }

    public string Write(string name, byte[] bytes)
    {
        var path = PathOf(name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>An agent's definition.</summary>
    public string WriteAgent(string name, string description = "Says things back.") => Write(
        $"{name}.yaml",
        $$"""
        name: {{name}}
        description: {{description}}
        personality: { core_identity: "I am {agent_name}." }
        capabilities: { model: scripted/any }
        """);

    public void Dispose() => Directory.Delete(_path, recursive: true);
}

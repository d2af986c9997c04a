using System.ComponentModel;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sanctum.Testing;

namespace Sanctum.Tests.Clients;

/// <summary>
/// A client made for OpenAI's API, in a process of Node (<c>tests/clients</c>); it ends with its standard input.
/// </summary>
internal sealed class NodeClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "clients");
    private static readonly Lazy<Task<string?>> Missing = new(() => Task.Run(FindMissing));

    private readonly Process _process;

    private NodeClient(Process process) => _process = process;

    /// <summary>Why no client can run on this machine, or null if it can; installs the packages the first time.</summary>
    public static Task<string?> Unavailable => Missing.Value;

    /// <summary>Starts it with a new API key.</summary>
    public static async Task<NodeClient> Start(string client, RunningGateway gateway)
    {
        var start = new ProcessStartInfo("node", ["run.mjs", client, new Uri(gateway.Address, "/v1").ToString()])
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var key = await gateway.Http.PostAsJsonAsync("/v1/keys", new { name = client, permissions = new[] { "*:*" } });
        start.Environment["SANCTUM_API_KEY"] = (await key.ShouldBe(201)).Text("secret");
        var started = new NodeClient(Process.Start(start)!);
        await started.Read();
        return started;
    }

    /// <summary>Sends a request as the client does; answers its outcome.</summary>
    /// <param name="request">As <c>run.mjs</c> reads it.</param>
    /// <param name="answered">Called with the number of each attempt as the gateway begins to answer it.</param>
    public async Task<JsonNode> Complete(object request, Action<int>? answered = null)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(request));
        await _process.StandardInput.FlushAsync();
        while (true)
        {
            var line = await Read();
            if (line["answered"] is not { } attempt)
                return line;
            answered?.Invoke(attempt.GetValue<int>());
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<JsonNode> Read() =>
        JsonNode.Parse(await _process.StandardOutput.ReadLineAsync()
            .WaitAsync(Patience) ?? throw new InvalidOperationException("The client ended."))!;

    private static async Task<string?> FindMissing()
    {
        try
        {
            await Commands.Run(Folder, "node", "--version");
            await Commands.Run(Folder, "npm", "--version");
        }
        catch (Win32Exception missing)
        {
            return $"The clients of OpenAI's API need Node and npm, which are not installed here: {missing.Message}";
        }
        try
        {
            await Commands.Run(Folder, Path.Combine(Folder, "install"));
            return null;
        }
        catch (InvalidOperationException failed)
        {
            return $"The clients of OpenAI's API cannot be installed: {failed.Message}";
        }
    }
}

using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sanctum.Testing;

namespace Sanctum.Tests.Platforms;

/// <summary>The message board of <c>tests/remote-adapter</c>, a process in another language.</summary>
internal sealed class BoardProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly HttpClient _http = new();

    private BoardProcess(Process process, int port) => (_process, Url) = (process, new Uri($"http://127.0.0.1:{port}/"));

    public Uri Url { get; }

    public static async Task<BoardProcess> Start(string secret, Uri webhook, int port = 0)
    {
        var start = new ProcessStartInfo(
            PythonFactAttribute.Find()!, [Path.Combine(Repository.Root, "tests", "remote-adapter", "board.py")])
        {
            RedirectStandardOutput = true,
            Environment = { ["BOARD_SECRET"] = secret, ["BOARD_WEBHOOK"] = webhook.ToString(), ["BOARD_PORT"] = $"{port}" },
        };
        var process = Process.Start(start)!;
        try
        {
            var line = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
            return new BoardProcess(process, int.Parse(line!, System.Globalization.CultureInfo.InvariantCulture));
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            throw;
        }
    }

    /// <summary>A person writes on the board; answers what Sanctum said to the delivery.</summary>
    public async Task<JsonNode> Say(object message)
    {
        using var body = RunningGateway.Json(JsonSerializer.Serialize(message));
        using var response = await _http.PostAsync(new Uri(Url, "/say"), body);
        return await response.ShouldBe(200);
    }

    /// <summary>What is on the board, and where somebody was seen writing.</summary>
    public async Task<JsonNode> Read() => JsonNode.Parse(await _http.GetStringAsync(Url))!;

    /// <summary>What the board answers to a call that nobody signed.</summary>
    public async Task<int> CallUnsigned(string operation)
    {
        using var body = RunningGateway.Json("{}");
        using var response = await _http.PostAsync(new Uri(Url, operation), body);
        return (int)response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}

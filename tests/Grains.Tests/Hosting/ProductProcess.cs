using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Sanctum.Testing;

namespace Sanctum.Hosting;

/// <summary>A silo or gateway as a separate process, with a key of secrets, ports and an address for itself.</summary>
internal sealed class ProductProcess : IAsyncDisposable
{
    public const string Silo = "Sanctum.Silo";
    public const string Gateway = "Sanctum.Client.Api";
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly Process _process;

    private ProductProcess(string program, IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort.Next()}");
        _http.BaseAddress = new Uri(url);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, $"{program}.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["SANCTUM_URL"] = url;
        start.Environment["Sanctum__Silo__Url"] = url;
        // As operators start it: the cost that tests have would be a warning.
        var own = OwnCluster.Settings().Where(setting => !setting.Key.EndsWith("PasswordCost", StringComparison.Ordinal));
        foreach (var (name, value) in own.Concat(settings))
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>What it logged at a level, and what it wrote that is no log, which is a trace of a crash.</summary>
    public IEnumerable<string> Logged(params string[] levels) =>
        _lines.Where(line => !line.StartsWith('{') || levels.Contains(LevelOf(JsonNode.Parse(line)!)));

    // Compact JSON leaves the usual level out.
    private static string LevelOf(JsonNode line) => line["@l"]?.GetValue<string>() switch
    {
        null => "Information",
        "Fatal" => "Critical",
        var level => level,
    };

    public int LineCount => _lines.Count;

    /// <summary>Where it answers.</summary>
    public Uri Address => _http.BaseAddress!;

    public static ProductProcess Start(string program, params (string Name, string Value)[] settings) =>
        new(program, settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)));

    /// <summary>Waits until <c>/live</c> answers.</summary>
    public Task BecomesAlive() => Eventually.True(async () => (await Ask("/live")).Status == 200, TimeSpan.FromSeconds(60));

    public Task BecomesReady() => Eventually.Get(() => Ask("/ready"), answer => answer.Status == 200, TimeSpan.FromSeconds(60));

    /// <summary>Waits until <c>/ready</c> refuses with a reason.</summary>
    public Task IsNotReadyFor(string reason) => Eventually.Get(
        () => Ask("/ready"), answer => answer.Status == 503 && answer.Text.Contains(reason, StringComparison.Ordinal),
        TimeSpan.FromSeconds(60));

    public Task<(int Status, string Text)> Ready() => Ask("/ready");

    /// <summary>SIGTERM.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> Terminate()
    {
        await Commands.Run("/", "sh", "-c", $"kill -TERM {_process.Id}");
        return await Ends();
    }

    /// <returns>The exit code.</returns>
    public async Task<int> Ends()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
        _http.Dispose();
    }

    public async Task<(int Status, string Text)> Ask(string path, params (string Name, string Value)[] headers)
    {
        if (_process.HasExited)
            throw new InvalidOperationException($"The process ended with {_process.ExitCode}:\n{this}");
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            foreach (var (name, value) in headers)
                request.Headers.Add(name, value);
            using var response = await _http.SendAsync(request);
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
        }
        catch (Exception exception) when (BrokenConnection.Explains(exception) || exception is TaskCanceledException)
        {
            return (0, exception.Message);
        }
    }

    public override string ToString() => string.Join('\n', _lines);

    private void Keep(string? line)
    {
        if (line is not null)
            _lines.Enqueue(line);
    }
}

using System.Diagnostics;
using System.Net.Http.Json;
using Sanctum.Testing;

namespace Sanctum.Crash;

/// <summary>The process that is killed: started, killed without warning, started again on the same port and database.</summary>
internal sealed class Victim(string database, params (string Name, string Value)[] settings) : IAsyncDisposable
{
    private readonly int _port = FreePort.Next();
    private readonly Dictionary<string, string?> _cluster = OwnCluster.Settings();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private Process? _process;

    public string Errors { get; private set; } = "";

    /// <param name="ofThisLife">Settings that hold until it dies.</param>
    public async Task Start(params (string Name, string Value)[] ofThisLife)
    {
        var program = typeof(CrashTest.Marker).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", [program]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SANCTUM_POSTGRES"] = database;
        start.Environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{_port}";
        foreach (var (setting, value) in _cluster)
            start.Environment[setting.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment["Sanctum__Queue__LeaseDuration"] = "00:00:02";
        start.Environment["Sanctum__Queue__SweepInterval"] = "00:00:00.200";
        start.Environment["Sanctum__Queue__MaxCrashes"] = "1000";
        start.Environment["Sanctum__Queue__MaxAttempts"] = "100";
        start.Environment["Sanctum__Queue__RetryMaxDelay"] = "00:00:01";
        start.Environment["Sanctum__Outbox__MaxAttempts"] = "100";
        start.Environment["Sanctum__Outbox__RetryMaxDelay"] = "00:00:01";
        foreach (var (name, value) in settings.Concat(ofThisLife))
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Errors = Tail(Errors, line.Data);
        _process.ErrorDataReceived += (_, line) => Errors = Tail(Errors, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await Eventually.True(IsReady, TimeSpan.FromSeconds(60));
    }

    /// <summary>How many turns wait for the model in this process now.</summary>
    public Task<int> CountTurns() => _http.GetFromJsonAsync<int>($"http://127.0.0.1:{_port}/turns");

    /// <summary>SIGKILL: nothing is flushed, nobody is told.</summary>
    public async Task Kill()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM: it is asked to end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> Terminate()
    {
        await Commands.Run("/", "sh", "-c", $"kill -TERM {_process!.Id}");
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    /// <summary>Posts until the process acknowledges, however often it dies meanwhile.</summary>
    public async Task PostUntilAcknowledged(string path, object? body, CancellationToken ct)
    {
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            try
            {
                using var response = await _http.PostAsJsonAsync($"http://127.0.0.1:{_port}{path}", body, ct);
                if (response.IsSuccessStatusCode)
                    return;
            }
            catch (Exception exception) when (BrokenConnection.Explains(exception))
            {
                // It is dead or starting; the sender does what every sender does.
            }
            catch (TaskCanceledException) when (!ct.IsCancellationRequested)
            {
                // The connection hung in a dying process.
            }
            await Task.Delay(20, ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
            await Kill();
        _process?.Dispose();
        _http.Dispose();
    }

    private async Task<bool> IsReady()
    {
        if (_process!.HasExited)
            throw new InvalidOperationException($"The process ended with {_process.ExitCode}: {Errors}");
        try
        {
            using var response = await _http.GetAsync($"http://127.0.0.1:{_port}/ready");
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (BrokenConnection.Explains(exception) || exception is TaskCanceledException)
        {
            // Not there yet, or on a busy machine too slow to say so.
            return false;
        }
    }

    private static string Tail(string text, string? line) =>
        line is null ? text : (text + "\n" + line) is var all && all.Length > 8_000 ? all[^8_000..] : all;
}

using System.Diagnostics;
using System.Globalization;

namespace Sanctum.Testing.Clusters;

/// <summary>A silo, a gateway or a whole product in a separate process, which can die and start again.</summary>
public sealed class ProductProcess : IAsyncDisposable
{
    private static readonly TimeSpan MaxStart = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan MaxStop = TimeSpan.FromSeconds(60);
    private readonly Dictionary<string, string?> _settings;
    private readonly HttpClient _probe;
    private ChildProcess? _process;

    /// <param name="name">What figures and its log call it.</param>
    /// <param name="program">Path of its program.</param>
    /// <param name="port">Where it listens for HTTP.</param>
    /// <param name="log">File that the output of all its lives goes to.</param>
    /// <param name="settings">Its settings, with colons in their names.</param>
    internal ProductProcess(
        string name, string program, int port, string log, IEnumerable<KeyValuePair<string, string?>> settings)
    {
        (Name, Program, Log) = (name, program, log);
        Url = new Uri($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}");
        _settings = settings.ToDictionary(pair => pair.Key.Replace(":", "__", StringComparison.Ordinal), pair => pair.Value);
        _probe = new HttpClient { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(10) };
    }

    /// <summary>What figures and its log call it.</summary>
    public string Name { get; }

    /// <summary>Path of its program; another takes effect with the next start.</summary>
    public string Program { get; set; }

    /// <summary>Where it listens for HTTP.</summary>
    public Uri Url { get; }

    /// <summary>File with the output of all its lives.</summary>
    public string Log { get; }

    /// <summary>Whether it runs; it may still be starting.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>
    /// Its exit code, 128 and the signal's number where a signal ended it; null while it runs and before it first does.
    /// </summary>
    public int? ExitCode => _process is { HasExited: true } ended ? ended.ExitCode : null;

    /// <summary>Processor time of the life that it lives now.</summary>
    public TimeSpan ProcessorTime => Living.ProcessorTime;

    /// <summary>Its resident set in bytes.</summary>
    public long ResidentBytes => Living.ResidentBytes;

    private ChildProcess Living => _process ?? throw new InvalidOperationException($"{Name} was not started.");

    /// <summary>Starts it and waits until <c>/ready</c> answers 200.</summary>
    /// <returns>How long that took.</returns>
    /// <exception cref="InvalidOperationException">It ended; the message has the end of its log.</exception>
    /// <exception cref="TimeoutException">It was not ready in time.</exception>
    public async Task<TimeSpan> Start()
    {
        var started = Stopwatch.GetTimestamp();
        if (_process is { } before)
            await before.DisposeAsync();
        _process = ChildProcess.Start(Log, _settings, "dotnet", Program);
        try
        {
            await Eventually.True(IsReady, MaxStart);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{Name} is not ready after {MaxStart.TotalSeconds} s: {TailOfLog()}");
        }
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>SIGKILL: nothing is flushed, and its peers must find out.</summary>
    public Task Kill() => Living.Kill();

    /// <summary>SIGTERM: it is asked to end, and ends.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="TimeoutException">It did not end in a minute.</exception>
    public async Task<int> Terminate()
    {
        await Living.Terminate();
        await Living.WaitForExit(MaxStop);
        return Living.ExitCode;
    }

    /// <summary>Waits until it ends by itself.</summary>
    /// <exception cref="TimeoutException">It did not in time.</exception>
    public Task WaitForExit(TimeSpan patience) => Living.WaitForExit(patience);

    /// <summary>The last lines of its log.</summary>
    public string TailOfLog(int lines = 20) => File.Exists(Log) ? string.Join('\n', File.ReadLines(Log).TakeLast(lines)) : "";

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
            await process.DisposeAsync();
        _probe.Dispose();
    }

    /// <summary>Whether <c>/ready</c> answers 200 now.</summary>
    /// <exception cref="InvalidOperationException">It has ended.</exception>
    public async Task<bool> IsReady()
    {
        if (_process is not { HasExited: false })
            throw new InvalidOperationException($"{Name} ended with {ExitCode}: {TailOfLog()}");
        try
        {
            using var answer = await _probe.GetAsync("/ready");
            return answer.IsSuccessStatusCode;
        }
        catch (Exception exception) when (BrokenConnection.Explains(exception) || exception is TaskCanceledException)
        {
            // It does not listen yet, or is too busy to say so.
            return false;
        }
    }
}

using System.Diagnostics;
using System.Globalization;

namespace Sanctum.Testing.Clusters;

/// <summary>One life of a server: a process that writes its output to a file, and that does not outlive the test.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ChildProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>128 and the signal's number for a process that a signal ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <param name="log">File that its output is added to.</param>
    /// <param name="settings">Environment variables beside those of this process.</param>
    /// <param name="command">The program and its arguments.</param>
    public static ChildProcess Start(string log, IEnumerable<KeyValuePair<string, string?>> settings, params string[] command)
    {
        // The process writes its log itself: a pipe would fill while this process is busy, and end with it.
        var start = new ProcessStartInfo(
            "/bin/sh", ["-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1 </dev/null", "sh", log, .. command]);
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} could not be started.");
        Reaper.Add(process.Id);
        return new ChildProcess(process);
    }

    /// <summary>SIGKILL: nothing is flushed.</summary>
    public Task Kill()
    {
        _process.Kill();
        return WaitForExit(TimeSpan.FromSeconds(30));
    }

    /// <summary>SIGTERM: it is asked to end.</summary>
    public Task Terminate() =>
        Commands.Run("/", "sh", "-c", $"kill -TERM {_process.Id.ToString(CultureInfo.InvariantCulture)}");

    /// <exception cref="TimeoutException">It did not end in time.</exception>
    public Task WaitForExit(TimeSpan patience) => _process.WaitForExitAsync().WaitAsync(patience);

    /// <summary>Processor time that it has used.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Its resident set in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await Kill();
        Reaper.Remove(_process.Id);
        _process.Dispose();
    }
}

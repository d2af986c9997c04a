using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Sanctum.Tools.Isolation.Container;

namespace Sanctum.Tools.Isolation;

/// <summary>
/// The process of one call. It is gone when <see cref="Run"/> has ended, however that ended, with everything that it started.
/// </summary>
internal sealed class ToolProcess(IToolSandbox sandbox, IsolationOptions options, ILogger logger) : IDisposable
{
    private const int MaxOutputBytes = 1024 * 1024;
    private const int MaxErrorCharacters = 8 * 1024;
    private const int Kill = 9;
    private const int EndedAtSoftLimit = 128 + 24;
    private const int Killed = 128 + Kill;
    private static readonly TimeSpan TimeBetweenLooks = TimeSpan.FromMilliseconds(50);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sanctum-tool-");
    private readonly Process _process = new();
    private ToolLaunch? _launch;
    private ContainerProcesses? _contained;
    private ToolProcessEndReason _reason;
    private TimeSpan _processorTime;

    public void Dispose()
    {
        _process.Dispose();
        _contained?.Dispose();
        try
        {
            _launch?.Held?.Dispose();
            _folder.Delete(recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            IsolationLog.FolderNotRemoved(logger, exception, _folder.FullName);
        }
    }

    /// <exception cref="OperationCanceledException">It was killed because nobody wants its result any more.</exception>
    /// <exception cref="SandboxUnavailableException">It cannot have what has to hold it; nothing was run.</exception>
    public async Task<ToolProcessEnd> Run(ToolProcessRequest request, CancellationToken ended)
    {
        _launch = sandbox.Prepare(request, options, _folder);
        _process.StartInfo = _launch.Start;
        _process.Start();
        var exited = _process.WaitForExitAsync(CancellationToken.None);
        try
        {
            var errors = ReadErrors();
            // No code that is not ours runs before the request is sent, and it is not sent before it is known whom to kill.
            if (_launch.IsContainer)
                _contained = await ContainerProcesses.Started(_process.StandardOutput.BaseStream).WaitAsync(ended)
                    ?? throw new SandboxUnavailableException(await errors.WaitAsync(ended));
            var output = ReadOutput();
            await Send(_launch.Request);
            while (await Task.WhenAny(exited, Task.Delay(TimeBetweenLooks, ended)) != exited)
            {
                ended.ThrowIfCancellationRequested();
                Look();
            }
            // What it started holds the pipes open.
            End();
            var (answer, text) = (Parse(await output.WaitAsync(ended)), await errors.WaitAsync(ended));
            return new ToolProcessEnd(answer, ReasonOf(text), text);
        }
        finally
        {
            End();
            await exited;
        }
    }

    // A process that ended at once does not read; how it ended says more than that.
    private async Task Send(ToolProcessRequest request)
    {
        try
        {
            await JsonSerializer.SerializeAsync(
                _process.StandardInput.BaseStream, request, ToolProcessJson.Default.ToolProcessRequest, CancellationToken.None);
            await _process.StandardInput.BaseStream.WriteAsync("\n"u8.ToArray());
            await _process.StandardInput.BaseStream.FlushAsync();
        }
        catch (IOException)
        {
            End();
        }
    }

    private void Look()
    {
        try
        {
            var tool = _contained?.Tool ?? _process;
            tool.Refresh();
            _processorTime = tool.TotalProcessorTime;
            if (tool.WorkingSet64 > options.MemoryBytes)
                End(ToolProcessEndReason.Memory);
        }
        catch (Exception exception) when (exception is InvalidOperationException or Win32Exception)
        {
            // It has just ended.
        }
    }

    private async Task<ReadOnlyMemory<byte>> ReadOutput()
    {
        var output = new byte[MaxOutputBytes];
        var length = await _process.StandardOutput.BaseStream.ReadAtLeastAsync(output, output.Length, throwOnEndOfStream: false);
        if (length == output.Length)
            End(ToolProcessEndReason.Output);
        return output.AsMemory(0, length);
    }

    // Read to its end, so that the process never waits for somebody to read, and kept in part.
    private async Task<string> ReadErrors()
    {
        var (text, buffer) = (new StringBuilder(), new char[1024]);
        while (await _process.StandardError.ReadAsync(buffer) is > 0 and var count)
            text.Append(buffer, 0, Math.Min(count, MaxErrorCharacters - text.Length));
        return text.ToString().TrimEnd();
    }

    private static ToolProcessAnswer? Parse(ReadOnlyMemory<byte> output)
    {
        try
        {
            return JsonSerializer.Deserialize(output.Span, ToolProcessJson.Default.ToolProcessAnswer);
        }
        catch (JsonException)
        {
            // Killed, crashed, or written to by something that had no business there: there is no answer.
            return null;
        }
    }

    private ToolProcessEndReason ReasonOf(string errors) =>
        _reason != ToolProcessEndReason.Own ? _reason : _process.ExitCode switch
        {
            EndedAtSoftLimit => ToolProcessEndReason.ProcessorTime,
            // Nobody else kills it but the kernel: at its second limit, or because the machine has no memory left.
            Killed => _processorTime >= options.CpuTime ? ToolProcessEndReason.ProcessorTime
                : ToolProcessEndReason.KernelMemory,
            _ when errors.Contains("Out of memory", StringComparison.Ordinal)
                || errors.Contains(nameof(OutOfMemoryException), StringComparison.Ordinal) => ToolProcessEndReason.Memory,
            _ => ToolProcessEndReason.Own,
        };

    private void End(ToolProcessEndReason reason)
    {
        _reason = reason;
        End();
    }

    // Alone too, for until it leads its group there is none; and where the group has ended there is nothing to say of it.
    private void End()
    {
        if (_contained is { } contained)
        {
            // What is above its first process ends with it, and not before all of them are gone.
            if (!_process.HasExited)
                contained.Kill();
            return;
        }
        _ = Send(-_process.Id, Kill);
        _process.Kill();
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Send(int process, int signal);
}

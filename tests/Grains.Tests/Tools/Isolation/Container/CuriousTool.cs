using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Sanctum.Tools.Isolation.Container;

/// <summary>A tool that tries to get out of where it runs, as its argument says, and tells how far it got.</summary>
public sealed class CuriousTool : ITool<CuriousTool.Arguments>
{
    private const int NewNetwork = 0x40000000;
    private const int Terminate = 15;

    public string Name => "curious";

    public string Description => "Looks around.";

    public ToolEffects Effects => ToolEffects.None;

    public Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken) =>
        Task.FromResult(JsonSerializer.Serialize(arguments.Tries.Select(Outcome)));

    // What the system refuses is an answer too.
    private static string Outcome(Attempt attempt)
    {
        try
        {
            return Try(attempt.Does, attempt.What);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SocketException)
        {
            return $"refused: {exception.Message}";
        }
    }

    private static string Try(string does, string what) => does switch
    {
        "reads" => File.ReadAllText(what),
        "lists" => string.Join(' ', Directory.GetFileSystemEntries(what).Order(StringComparer.Ordinal)),
        "follows" => string.Join(' ', Directory.GetFileSystemEntries(what).Select(link => new FileInfo(link).LinkTarget)),
        "writes" => Write(what),
        "fills" => Fill(what),
        "connects" => Connect(int.Parse(what, CultureInfo.InvariantCulture)),
        "signals" => Error(Send(int.Parse(what, CultureInfo.InvariantCulture), Terminate), Marshal.GetLastPInvokeError()),
        "changes user" => Error(SetUser(0), Marshal.GetLastPInvokeError()),
        "makes a namespace" => Error(Unshare(NewNetwork), Marshal.GetLastPInvokeError()),
        "becomes root" => Shell($"/start/unshare --user --map-root-user /start/sh -c 'echo did it'"),
        // The limit counts threads, too: the first shell has .NET start those by which it reads the second.
        "forks" => Shell("true") + Shell("n=0; while { /usr/bin/sleep 1000 >&- 2>&- & }; do n=$((n+1)); echo $n; done"),
        "sleeps" => Shell($"/usr/bin/setsid --fork /usr/bin/sleep {what} >&- 2>&-; /usr/bin/sleep {what}"),
        _ => throw new ArgumentException(does),
    };

    private static string Write(string path)
    {
        File.WriteAllText(path, "I was here");
        return File.ReadAllText(path);
    }

    private static string Fill(string path)
    {
        using var file = File.Create(path);
        for (var megabytes = 0; megabytes < 1024; megabytes++)
            file.Write(new byte[1024 * 1024]);
        return "filled";
    }

    private static string Connect(int port)
    {
        using var client = new TcpClient();
        client.Connect("127.0.0.1", port);
        return "connected";
    }

    private static string Shell(string script)
    {
        using var shell = Process.Start(
            new ProcessStartInfo("/start/sh", ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        return $"{shell.StandardOutput.ReadToEnd()}{shell.StandardError.ReadToEnd()}";
    }

    private static string Error(int result, int number) => result == 0 ? "did it" : $"refused: {number}";

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Send(int process, int signal);

    [DllImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static extern int Unshare(int flags);

    [DllImport("libc", EntryPoint = "setuid", SetLastError = true)]
    private static extern int SetUser(uint user);

    public sealed record Arguments(Attempt[] Tries);

    public sealed record Attempt(string Does, string What = "");
}

using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Sanctum.Testing;

namespace Sanctum.Tests;

/// <summary>A run of the built <c>sanctum</c> as its own process, without a terminal unless it is given one.</summary>
internal sealed class Cli : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // Built beside the tests, in the same configuration.
    public static readonly string Program = Path.GetFullPath(Path.Combine(
        AppContext.BaseDirectory, "..", "..", "Client.Cli", new DirectoryInfo(AppContext.BaseDirectory).Name, "sanctum.dll"));

    // A background job of a shell, and all that it starts, ignores Ctrl-C; the tests may be such a job.
    private static readonly string[] Command = ["env", "--default-signal=INT", "dotnet", Program];

    private readonly Process _process;
    private readonly bool _isOnTerminal;
    private readonly StringBuilder _out = new();
    private readonly Task _reading;
    private readonly Task<string> _error;

    // A developer's own key and sessions are nothing for tests, and would be changed by them.
    private static readonly Dictionary<string, string> Isolated = new()
    {
        ["SANCTUM_MACHINE_KEY_FILE"] = "/dev/null",
        ["SANCTUM_CREDENTIALS"] = Path.Combine(Path.GetTempPath(), $"sanctum-no-credentials-{Guid.NewGuid():N}.json"),
    };

    private Cli(ProcessStartInfo start, Uri gateway, bool isOnTerminal)
    {
        foreach (var (name, value) in Isolated)
        {
            if (!start.Environment.ContainsKey(name))
                start.Environment[name] = value;
        }
        _isOnTerminal = isOnTerminal;
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        (start.StandardOutputEncoding, start.StandardErrorEncoding, start.StandardInputEncoding) = (Utf8, Utf8, Utf8);
        start.Environment["SANCTUM_URL"] = gateway.AbsoluteUri;
        _process = Process.Start(start)!;
        _reading = Task.Run(ReadOutput);
        _error = _process.StandardError.ReadToEndAsync();
    }

    private static UTF8Encoding Utf8 { get; } = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>What it has written to standard output so far.</summary>
    public string Out
    {
        get
        {
            lock (_out)
                return _out.ToString();
        }
    }

    /// <summary>Starts it, signed in; a caller that does not want to type ends its input at once.</summary>
    public static Cli Start(RunningGateway gateway, params string[] arguments) =>
        new(SignedIn(gateway, Command[0], [.. Command[1..], .. arguments]), gateway.Address, isOnTerminal: false);

    /// <summary>Starts it on a new terminal, signed in.</summary>
    public static Cli StartOnTerminal(
        RunningGateway gateway, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var command = string.Join(' ', ((string[])[.. Command, .. arguments]).Select(word => $"'{word}'"));
        // Without exec the shell of some machines stays in between, and Ctrl-C ends that too.
        var start = SignedIn(gateway, "script", ["--quiet", "--return", "--command", $"exec {command}", "/dev/null"]);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return new Cli(start, gateway.Address, isOnTerminal: true);
    }

    /// <summary>Runs it to its end, with <paramref name="input"/> piped in; signed in only by the environment.</summary>
    public static async Task<Ended> Run(
        Uri gateway, string[] arguments, string input = "", IReadOnlyDictionary<string, string>? environment = null,
        string folder = "")
    {
        var start = new ProcessStartInfo(Command[0], [.. Command[1..], .. arguments]) { WorkingDirectory = folder };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        await using var cli = new Cli(start, gateway, isOnTerminal: false);
        await cli.Type(input);
        return await cli.End();
    }

    public async Task Type(string text)
    {
        await _process.StandardInput.WriteAsync(text);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Runs it to its end, with bytes piped in that need not be text.</summary>
    public static async Task<Ended> RunWithBytes(RunningGateway gateway, byte[] input, params string[] arguments)
    {
        await using var cli = Start(gateway, arguments);
        await cli._process.StandardInput.BaseStream.WriteAsync(input);
        await cli._process.StandardInput.BaseStream.FlushAsync();
        return await cli.End();
    }

    /// <summary>
    /// Waits until it asks for the <paramref name="nth"/> line; what is typed before is not sure to be read as one.
    /// </summary>
    public Task Prompts(string prompt, int nth) =>
        Eventually.Get(() => Task.FromResult(Out), output => output.Split(prompt).Length > nth);

    public Task OutputHas(string text) =>
        Eventually.Get(() => Task.FromResult(Out), output => output.Contains(text, StringComparison.Ordinal));

    /// <summary>Ctrl-C.</summary>
    public async Task Interrupt()
    {
        using var kill = Process.Start("sh", ["-c", $"kill -INT {_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Closes what it writes to, as a pipe to <c>head</c> does.</summary>
    public void StopReading() => _process.StandardOutput.BaseStream.Dispose();

    /// <summary>Ends its input, unless that is a terminal, where people type its end, and waits for its end.</summary>
    public async Task<Ended> End()
    {
        if (!_isOnTerminal)
            _process.StandardInput.Close();
        await _process.WaitForExitAsync().WaitAsync(Patience);
        await _reading;
        return new Ended(_process.ExitCode, Out, await _error);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }

    private static ProcessStartInfo SignedIn(RunningGateway gateway, string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments);
        start.Environment["SANCTUM_TOKEN"] = gateway.Token;
        return start;
    }

    private async Task ReadOutput()
    {
        var buffer = new char[4_096];
        try
        {
            while (await _process.StandardOutput.ReadAsync(buffer) is > 0 and var count)
            {
                lock (_out)
                    _out.Append(buffer, 0, count);
            }
        }
        catch (Exception e) when (e is ObjectDisposedException or OperationCanceledException or IOException)
        {
            // The test stopped reading.
        }
    }
}

/// <summary>How a run ended.</summary>
internal sealed record Ended(int Code, string Out, string Error)
{
    /// <summary>The result as JSON, once the run went well.</summary>
    public JsonNode Json()
    {
        ShouldEnd(0);
        return JsonNode.Parse(Out)!;
    }

    /// <summary>The problem on standard error, once the run ended with <paramref name="code"/> and gave no result.</summary>
    public JsonNode Problem(int code)
    {
        ShouldEnd(code);
        return JsonNode.Parse(Error)!;
    }

    public Ended ShouldEnd(int code)
    {
        Assert.True(Code == code, $"It ended with {Code}, not {code}.\n{Out}\n{Error}");
        return this;
    }
}

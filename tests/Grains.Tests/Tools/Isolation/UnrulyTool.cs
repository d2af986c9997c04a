using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace Sanctum.Tools.Isolation;

/// <summary>A tool in a separate process that does there what its argument says.</summary>
public sealed class UnrulyTool(ILogger logger) : ITool<UnrulyTool.Arguments>
{
    /// <summary>What it does against a limit of 3 seconds or 256 MB, and how that ends.</summary>
    public static TheoryData<string, ToolStatus, string> Offences { get; } = new()
    {
        { "allocates", ToolStatus.KilledMemory, "killed: memory. unruly took more than 256 MB, its limit." },
        { "allocates in secret", ToolStatus.KilledMemory, "killed: memory. unruly took more than 256 MB, its limit." },
        { "allocates on a thread", ToolStatus.KilledMemory, "killed: memory. unruly took more than 256 MB, its limit." },
        { "burns", ToolStatus.KilledCpu, "killed: cpu. unruly took more than 3 seconds of processor time, its limit." },
        { "throws", ToolStatus.Failed, "unruly failed: no paper" },
        { "crashes", ToolStatus.Failed, "unruly failed: its process ended without an answer." },
        { "floods", ToolStatus.Failed, "unruly failed: the answer of its process exceeded the limit." },
    };

    public string Name => "unruly";

    public string Description => "Misbehaves.";

    public ToolEffects Effects => ToolEffects.Idempotent;

    public ToolIsolation Isolation => ToolIsolation.Process;

    public async Task<string> Invoke(Arguments arguments, ToolContext context, CancellationToken cancellationToken)
    {
        switch (arguments.Does)
        {
            case "sleeps":
                // So that the test can see that what it started is gone as well.
                using (var started = Process.Start("sleep", arguments.Seconds ?? "1000"))
                    await File.WriteAllTextAsync(
                        arguments.Where!, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId} {started.Id}"),
                        CancellationToken.None);
                Thread.Sleep(Timeout.Infinite);
                break;
            case "allocates":
                var held = new List<byte[]>();
                while (held.Count < 1024)
                    held.Add(GC.AllocateArray<byte>(1024 * 1024));
                return $"held {held.Count} MB";
            case "allocates in secret":
                for (var megabytes = 0; megabytes < 1024; megabytes++)
                    Marshal.Copy(new byte[1024 * 1024], 0, Marshal.AllocHGlobal(1024 * 1024), 1024 * 1024);
                return "held";
            case "allocates on a thread":
                var thread = new Thread(() => GC.KeepAlive(new byte[1024 * 1024 * 1024]));
                thread.Start();
                thread.Join();
                return "held";
            case "burns":
                while (true)
                    Math.Sqrt(2).ToString(CultureInfo.InvariantCulture);
            case "throws":
                throw new InvalidOperationException("no paper");
            case "crashes":
                Environment.FailFast("nothing to be done");
                break;
            case "looks around":
                return string.Join('\n', Environment.GetEnvironmentVariables().Keys.Cast<string>().Order(StringComparer.Ordinal));
            case "chatters":
                logger.LogInformation("The key is password=abc123.");
                Console.WriteLine(new string('x', 100_000));
                return $"{context.Agent} {context.SessionId} {context.CallId} {Console.In.ReadToEnd()}";
            case "floods":
                await using (var output = Console.OpenStandardOutput())
                    output.Write(new byte[4 * 1024 * 1024]);
                return "";
            case "tells much":
                return new string('é', 100_000);
        }
        return "done";
    }

    public sealed record Arguments(string Does, string? Where = null, string? Seconds = null);
}

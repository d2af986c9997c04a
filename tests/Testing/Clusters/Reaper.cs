using System.Diagnostics;
using System.Globalization;

namespace Sanctum.Testing.Clusters;

/// <summary>
/// Kills the processes of a test when the test's own process ends, however it ends: a shell of its own session reads who
/// lives, and its input is closed by the end of this process.
/// </summary>
internal static class Reaper
{
    private const string Script = """
        living=' '
        while read -r change id; do
            case $change in
                started) living="$living$id " ;;
                ended) living="${living%% "$id" *} ${living#* "$id" }" ;;
            esac
        done
        for id in $living; do kill -9 "$id"; done
        """;

    private static readonly Lazy<StreamWriter> Shell = new(Start);

    public static void Add(int processId) => Write("started", processId);

    public static void Remove(int processId) => Write("ended", processId);

    private static void Write(string change, int processId)
    {
        lock (Shell)
            Shell.Value.WriteLine($"{change} {processId.ToString(CultureInfo.InvariantCulture)}");
    }

    private static StreamWriter Start()
    {
        var start = new ProcessStartInfo("setsid", ["sh", "-c", $"exec >/dev/null 2>&1\n{Script}"])
        {
            RedirectStandardInput = true,
            WorkingDirectory = "/",
        };
        var shell = Process.Start(start)
            ?? throw new InvalidOperationException("The guard of the test's processes could not be started.");
        shell.StandardInput.AutoFlush = true;
        return shell.StandardInput;
    }
}

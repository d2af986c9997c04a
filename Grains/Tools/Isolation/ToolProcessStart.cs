using System.Diagnostics;
using System.Globalization;

namespace Sanctum.Tools.Isolation;

/// <summary>How a tool's process is started whatever holds it: its pipes, and an environment of its own.</summary>
internal static class ToolProcessStart
{
    // Without them texts and times read otherwise than in the host, or the runtime does not start.
    private static readonly string[] AlwaysPassed = ["LANG", "LC_ALL", "TZ", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"];

    /// <param name="program">What is started.</param>
    /// <param name="options">The limits.</param>
    /// <param name="folder">Where it may write.</param>
    public static ProcessStartInfo With(string program, IsolationOptions options, string folder)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var name in AlwaysPassed.Concat(options.PassedEnvironment))
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
                start.Environment[name] = value;
        }
        start.Environment["PATH"] = "/usr/local/bin:/usr/bin:/bin";
        start.Environment["HOME"] = folder;
        start.Environment["TMPDIR"] = folder;
        // The collector gives the tool an exception at the limit; what it does not know of is watched from outside.
        start.Environment["DOTNET_GCHeapHardLimit"] = options.MemoryBytes.ToString("X", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return start;
    }
}

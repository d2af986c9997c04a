using System.Diagnostics;

namespace Sanctum.Testing;

/// <summary>Tells which limit a pattern without one has in a program, as the program ends.</summary>
public static class PatternProbe
{
    private const string Source =
        """
        using System;
        using System.IO;
        using System.Text.RegularExpressions;

        internal static class StartupHook
        {
            public static void Initialize() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
                File.WriteAllText(Environment.GetEnvironmentVariable("PATTERN_PROBE")!, Outcome());

            private static string Outcome()
            {
                var pattern = new Regex("^(a+)+$");
                if (pattern.MatchTimeout == Regex.InfiniteMatchTimeout)
                    return "without end";
                try
                {
                    return Environment.GetEnvironmentVariable("PATTERN_TEXT") is { } text ? pattern.IsMatch(text).ToString() : pattern.MatchTimeout.ToString();
                }
                catch (RegexMatchTimeoutException ended)
                {
                    return $"ended after {ended.MatchTimeout}";
                }
            }
        }
        """;

    /// <summary>Runs a program whose input is at its end.</summary>
    /// <param name="program">Its assembly.</param>
    /// <param name="text">What <c>^(a+)+$</c> is matched with; null: nothing.</param>
    /// <param name="settings">Environment variables for it.</param>
    /// <returns>The limit, or how the match went.</returns>
    public static async Task<string> Run(string program, string? text = null, params (string Name, string Value)[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("sanctum-probe-").FullName;
        try
        {
            var (hook, outcome) = (Path.Combine(folder, "Probe.dll"), Path.Combine(folder, "outcome"));
            await PluginCompiler.Compile(hook, Source);
            var start = new ProcessStartInfo("dotnet", [program])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            foreach (var (name, value) in settings.Concat([("DOTNET_STARTUP_HOOKS", hook), ("PATTERN_PROBE", outcome)]))
                start.Environment[name] = value;
            if (text is not null)
                start.Environment["PATTERN_TEXT"] = text;
            await RunToEnd(start);
            return await File.ReadAllTextAsync(outcome);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task RunToEnd(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        try
        {
            process.StandardInput.Close();
            await Task.WhenAll(
                process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
            await process.WaitForExitAsync(patience.Token);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}

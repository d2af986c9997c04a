using System.Diagnostics;

namespace Sanctum.Testing;

/// <summary>Runs a program to its end.</summary>
public static class Commands
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <exception cref="InvalidOperationException">It failed; the message has what it said.</exception>
    public static Task<string> Run(string folder, string program, params string[] arguments) =>
        Run(folder, Patience, program, arguments);

    /// <inheritdoc cref="Run(string, string, string[])"/>
    public static async Task<string> Run(string folder, TimeSpan limit, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var patience = new CancellationTokenSource(limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            var said = await output + await error;
            return process.ExitCode == 0 ? said : throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {said}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}

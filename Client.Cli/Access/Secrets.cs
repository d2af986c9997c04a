using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Access;

/// <summary>Secrets that are typed or piped in.</summary>
internal static class Secrets
{
    /// <exception cref="ProblemException">There is none.</exception>
    public static async Task<string> Read(CommandRun run, string prompt) =>
        await run.Output.ReadSecret(prompt, run.Cancellation) is { Length: > 0 } secret
            ? secret
            : throw ProblemException.Usage($"{prompt.TrimEnd(' ', ':')} expected on standard input, in a line.");

    /// <summary>Has a new password typed twice, or piped in once, and sets it.</summary>
    public static async Task Change(CommandRun run, string current)
    {
        run.Output.Note("The password must be at least 12 characters long.");
        var next = await Read(run, "New password: ");
        if (!Console.IsInputRedirected && await Read(run, "The same again: ") != next)
            throw ProblemException.Usage("The two passwords differ; nothing was changed.");
        await run.Gateway.Tell(
            HttpMethod.Put, Route.To($"api/users/me/password"), new { currentPassword = current, newPassword = next },
            run.Cancellation);
    }

    /// <summary>The gateway's machine key.</summary>
    /// <exception cref="ProblemException">The gateway is elsewhere, or the file cannot be read.</exception>
    public static string MachineKey(CommandRun run) => run.Gateway.Url.IsLoopback
        ? Document.Read(MachineKeyFile.Name).Text.Trim()
        : throw ProblemException.Usage($"{run.Gateway.Url} is not this machine; run it where the gateway runs.");

    public static ProblemException NotSignedIn(CommandRun run) => ProblemException.Local(
        Problem.NotSignedInCode, "Not signed in", $"Nothing is kept for {run.Gateway.Url}; 'sanctum login' signs in.");
}

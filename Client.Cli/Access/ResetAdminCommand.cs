using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;

namespace Sanctum.Access;

/// <summary>
/// Gives <c>admin</c> a one-time password. Who may read the gateway's machine key file may do it, so it runs on that machine, as
/// the user of the gateway.
/// </summary>
internal static class ResetAdminCommand
{
    private const string Variable = "SANCTUM_MACHINE_KEY_FILE";

    public static Command Build() => new ClientCommand(
        "reset-admin", "Give the user admin a one-time password, on the gateway's own machine; nobody needs to be signed in")
        .Does(async run => run.Output.Show(
            await run.Gateway.AskByMachineKey<OneTimePasswordShape>(
                Route.To($"api/users/reset-admin"), ReadKey(run), run.Cancellation),
            admin => Facts.Of(("User", admin.Username), ("One-time password", admin.OneTimePassword))))
        .WithExamples("sanctum users reset-admin");

    private static string ReadKey(CommandRun run)
    {
        if (!run.Gateway.Url.IsLoopback)
            throw ProblemException.Usage($"{run.Gateway.Url} is not this machine; run it where the gateway runs.");
        var file = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given
            ? given
            : Path.Combine(
                Environment.GetFolderPath(
                    Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
                "sanctum", "machine.key");
        return Document.Read(file).Text.Trim();
    }
}

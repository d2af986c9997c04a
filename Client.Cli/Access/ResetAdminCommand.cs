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
    public static Command Build() => new ClientCommand(
        "reset-admin", "Give the user admin a one-time password, on the gateway's own machine; nobody needs to be signed in")
        .Does(async run => run.Output.Show(
            await run.Gateway.AskByMachineKey<OneTimePasswordShape>(
                Route.To($"api/users/reset-admin"), Secrets.MachineKey(run), run.Cancellation),
            admin => Facts.Of(("User", admin.Username), ("One-time password", admin.OneTimePassword))))
        .WithExamples("sanctum users reset-admin");
}

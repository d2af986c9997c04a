using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Access;

/// <summary>Shows who the gateway takes the caller for.</summary>
internal sealed class WhoAmICommand : ICommandModule
{
    public Command Build() => new ClientCommand("whoami", "Show who is signed in, and what they may do")
        .Does(async run => run.Output.Show(
            await run.Gateway.Get<MeShape>(Route.To($"api/users/me"), run.Cancellation), Describe))
        .WithExamples("sanctum whoami", "sanctum whoami --json | jq -r '.permissions[]'");

    public static Table Describe(MeShape me) => Facts.Of(
        (me.Kind == "user" ? "User" : "Key", me.Id),
        ("Tenant", me.Tenant),
        ("May", string.Join(", ", me.Permissions)),
        ("Session", me.Session),
        ("Must", me.MustChangePassword ? "change the password: sanctum password" : null));
}

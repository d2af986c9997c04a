using System.CommandLine;
using System.Text.Json;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Access;

/// <summary>Prints an access token for scripts and curl.</summary>
internal sealed class TokenCommand : ICommandModule
{
    public Command Build() => new ClientCommand(
        "token", "Print an access token of the present session; without one, on the gateway's own machine, of admin")
        .Does(async run =>
        {
            // Asks first, so that a session of this machine that is missing or has ended is begun.
            if (await run.Gateway.FindCredential(run.Cancellation) is null or { IsByMachine: true })
                await run.Gateway.Get<MeShape>(Route.To($"api/users/me"), run.Cancellation);
            if (await run.Gateway.FindCredential(run.Cancellation) is not { AccessToken: { } token } credential)
                throw Secrets.NotSignedIn(run);
            if (run.Output.IsJson)
                run.Output.Json(JsonSerializer.Serialize(new { token, credential.ExpiresAt }, Wire.Options));
            else
                run.Output.Text(token + Environment.NewLine);
        })
        .WithExamples("sanctum token", """curl -H "Authorization: Bearer $(sanctum token)" http://127.0.0.1:9000/v1/agents""");
}

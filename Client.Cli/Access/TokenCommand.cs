using System.CommandLine;
using System.Text.Json;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Access;

/// <summary>Prints an access token for scripts and curl.</summary>
internal sealed class TokenCommand : ICommandModule
{
    public Command Build() => new ClientCommand("token", "Print an access token of the present session")
        .Does(async run =>
        {
            if (await run.Gateway.FindCredential(run.Cancellation) is not { AccessToken: { } token } credential)
                throw Secrets.NotSignedIn(run);
            if (run.Output.IsJson)
                run.Output.Json(JsonSerializer.Serialize(new { token, credential.ExpiresAt }, Wire.Options));
            else
                run.Output.Text(token + Environment.NewLine);
        })
        .WithExamples("sanctum token", """curl -H "Authorization: Bearer $(sanctum token)" http://127.0.0.1:9000/v1/agents""");
}

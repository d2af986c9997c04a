using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Access;

/// <summary>Prints a link that signs a browser in once, on the gateway's own machine.</summary>
internal sealed class SignInLinkCommand : ICommandModule
{
    public Command Build() => new ClientCommand(
        "sign-in-link", "Print a link that signs a browser in as admin, once and within minutes, on the gateway's own machine")
        .Does(async run =>
        {
            var made = await run.Gateway.AskByMachineKey<SignInLinkShape>(
                Route.To($"api/users/sign-in-links"), Secrets.MachineKey(run), run.Cancellation);
            if (run.Output.IsJson)
                run.Output.Json(made.Json);
            else
                run.Output.Text(made.Value.Link + Environment.NewLine);
        })
        .WithExamples("sanctum sign-in-link");
}

using System.CommandLine;
using Sanctum.Commands;

namespace Sanctum.Access;

/// <summary>Changes one's own password.</summary>
internal sealed class PasswordCommand : ICommandModule
{
    public Command Build() => new ClientCommand(
        "password", "Change your password; it is asked for, or the present and the new one are lines of standard input")
        .Does(async run =>
        {
            await Secrets.Change(run, await Secrets.Read(run, "Present password: "));
            run.Output.Note("Changed. All other sessions have ended.");
        })
        .WithExamples("sanctum password");
}

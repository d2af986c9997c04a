using System.CommandLine;
using Sanctum.Commands;

namespace Sanctum.Platforms;

/// <summary><c>sanctum platforms</c>.</summary>
internal sealed class PlatformCommands : ICommandModule
{
    public Command Build() => new("platforms", "Inspect platforms, and manage the accounts that agents have on them")
    {
        ListCommand.Build(),
        AccountsCommand.Build(),
        ShowCommand.Build(),
        DocumentCommand.BuildConnect(),
        DocumentCommand.BuildChange(),
        PollCommand.Build(),
        StateCommand.Build("pause", "Pause an account: it does not poll, reply or post, and loses nothing"),
        StateCommand.Build("resume", "Resume a paused or failed account"),
        DisconnectCommand.Build(),
        PostCommand.Build(),
        SearchCommand.Build(),
        PersonCommand.Build(),
        ThreadCommand.Build(),
        DeletePostCommand.Build(),
        SessionsCommand.Build(),
        ValidateSessionCommand.Build(),
        CleanSessionsCommand.Build(),
        RegisterCommand.Build(),
        UnregisterCommand.Build(),
    };
}

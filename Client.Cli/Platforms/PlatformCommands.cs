using System.CommandLine;
using Sanctum.Commands;

namespace Sanctum.Platforms;

/// <summary><c>sanctum platforms</c>.</summary>
internal sealed class PlatformCommands : ICommandModule
{
    public Command Build() => new("platforms", "Look at platforms, and keep the accounts that agents have on them")
    {
        ListCommand.Build(),
        AccountsCommand.Build(),
        ShowCommand.Build(),
        DocumentCommand.BuildConnect(),
        DocumentCommand.BuildChange(),
        PollCommand.Build(),
        StateCommand.Build("pause", "Stop an account: it neither asks nor answers nor posts, and loses nothing"),
        StateCommand.Build("resume", "Let a paused or failed account go on"),
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

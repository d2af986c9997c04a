using System.CommandLine;
using Sanctum.Commands;

namespace Sanctum.Conversations;

/// <summary><c>sanctum sessions</c>.</summary>
internal sealed class SessionCommands : ICommandModule
{
    public Command Build() => new("sessions", "Look at conversations, and stop what runs in them")
    {
        ListSessionsCommand.Build(),
        ShowSessionCommand.Build(),
        CancelCommand.Build(),
    };
}

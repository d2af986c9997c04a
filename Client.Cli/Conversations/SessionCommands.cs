using System.CommandLine;
using Sanctum.Commands;

namespace Sanctum.Conversations;

/// <summary><c>sanctum sessions</c>.</summary>
internal sealed class SessionCommands : ICommandModule
{
    public Command Build() => new("sessions", "Inspect sessions and stop their turns")
    {
        ListSessionsCommand.Build(),
        ShowSessionCommand.Build(),
        ContextCommand.Build(),
        CancelCommand.Build(),
    };
}

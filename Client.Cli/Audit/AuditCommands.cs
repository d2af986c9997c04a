using System.CommandLine;
using Sanctum.Commands;

namespace Sanctum.Audit;

/// <summary><c>sanctum audit</c>.</summary>
internal sealed class AuditCommands : ICommandModule
{
    public Command Build() => new("audit", "See who did what: operators, and agents with their tools")
    {
        ListCommand.Build(),
        ExportCommand.Build(),
    };
}

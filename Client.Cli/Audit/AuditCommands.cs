using System.CommandLine;
using Sanctum.Commands;

namespace Sanctum.Audit;

/// <summary><c>sanctum audit</c>.</summary>
internal sealed class AuditCommands : ICommandModule
{
    public Command Build() => new("audit", "Read and verify the audit log: what operators, agents and tools did")
    {
        ListCommand.Build(),
        ExportCommand.Build(),
        VerifyCommand.Build(),
    };
}

using System.CommandLine;
using Sanctum.Commands;

namespace Sanctum.Approvals;

/// <summary><c>sanctum approvals</c>.</summary>
internal sealed class ApprovalCommands : ICommandModule
{
    public Command Build() => new("approvals", "Answer what agents wait for: acts that a person must allow first")
    {
        ListCommand.Build(),
        ShowCommand.Build(),
        AnswerCommand.Build(
            "approve", "Allow an act that waits; it is done at once",
            "sanctum approvals approve 0197f1c2-5a1e-7c55-9d0e-3f6f5b1c2a44"),
        AnswerCommand.Build(
            "deny", "Deny an act that waits; the agent reads the note",
            "sanctum approvals deny 0197f1c2-5a1e-7c55-9d0e-3f6f5b1c2a44 --note 'Not before Monday.'"),
    };
}

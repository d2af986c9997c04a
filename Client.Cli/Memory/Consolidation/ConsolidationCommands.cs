using System.CommandLine;

namespace Sanctum.Memory;

/// <summary><c>sanctum memory consolidation</c>.</summary>
internal static class ConsolidationCommands
{
    public static Command Build() => new("consolidation", "Have an agent's blocks merged, shortened and corrected")
    {
        ConsolidationRunCommands.BuildStart(),
        ConsolidationRunCommands.BuildList(),
        ConsolidationRunCommands.BuildShow(),
        ProposalCommands.BuildAccept(),
        ProposalCommands.BuildReject(),
        ConsolidationPlanCommand.Build(),
    };
}

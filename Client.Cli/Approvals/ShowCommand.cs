using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Approvals;

/// <summary>Shows one approval.</summary>
internal static class ShowCommand
{
    public static Command Build()
    {
        var approval = ApprovalArgument.Create();
        return new ClientCommand("show", "Show one approval: what is asked, who may answer, and the answer") { approval }
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<ApprovalShape>(Route.To($"v1/approvals/{run.Get(approval)}"), run.Cancellation),
                shown => shown.Describe()))
            .WithExamples("sanctum approvals show 0197f1c2-5a1e-7c55-9d0e-3f6f5b1c2a44");
    }
}

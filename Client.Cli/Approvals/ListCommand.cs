using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Approvals;

/// <summary>Lists approvals, newest first.</summary>
internal static class ListCommand
{
    public static Command Build()
    {
        var state = new Option<string?>("--state") { Description = "Only approvals in this state", HelpName = "state" }
            .AcceptOnlyFromAmong("pending", "approved", "denied", "expired");
        var action = new Option<string?>("--action") { Description = "Such as tool.execute", HelpName = "action" };
        var agent = new Option<string?>("--agent") { Description = "Only those of this agent", HelpName = "agent" };
        var paging = new Paging("approval", most: 200);
        return new ClientCommand("list", "List approvals, newest first") { state, action, agent, paging }
            .Does(async run => run.Output.ShowPage(
                await run.Gateway.Get<Page<ApprovalShape>>(
                    paging.Of(run, Route.To($"v1/approvals")).With("state", run.Get(state)).With("action", run.Get(action))
                        .With("agent", run.Get(agent)),
                    run.Cancellation),
                ApprovalShape.List))
            .WithExamples(
                "sanctum approvals list --state pending", "sanctum approvals list --state pending --json | jq -r '.items[].id'");
    }
}

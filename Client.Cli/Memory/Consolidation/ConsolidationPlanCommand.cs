using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Memory;

/// <summary>Shows, sets or ends the plan by which an agent's memory is consolidated by itself.</summary>
internal static class ConsolidationPlanCommand
{
    public static Command Build()
    {
        var agent = AgentArgument.Create();
        var every = new Option<string?>("--every") { Description = "A span such as 12h or 7d", HelpName = "span" };
        var apply = new Option<bool>("--apply")
        {
            Description = "Apply what the policies allow; without it, a person decides on each proposal",
        };
        var end = new Option<bool>("--end") { Description = "Consolidate no more by itself" };
        return new ClientCommand("plan", "Show or set when an agent's memory is consolidated by itself")
            { agent, every, apply, end }
            .Does(async run =>
            {
                var route = Route.To($"v1/agents/{run.Get(agent)}/consolidation-plan");
                if (run.Get(end) && run.Get(every) is not null)
                    throw ProblemException.Usage("Give --every or --end, not both.");
                if (run.Get(apply) && run.Get(every) is null)
                    throw ProblemException.Usage("Give --every too.");
                if (run.Get(end))
                {
                    await run.Gateway.Delete(route, run.Cancellation);
                    run.Output.Note($"The memory of {run.Get(agent)} is consolidated no more by itself.");
                    return;
                }
                run.Output.Show(
                    run.Get(every) is { } span
                        ? await run.Gateway.Put<PlanShape>(
                            route, new NewPlan(span, run.Get(apply) ? "apply" : "ask"), run.Cancellation)
                        : await run.Gateway.Get<PlanShape>(route, run.Cancellation),
                    ConsolidationText.Of);
            })
            .WithExamples(
                "sanctum memory consolidation plan ada --every 7d", "sanctum memory consolidation plan ada",
                "sanctum memory consolidation plan ada --end");
    }

    private sealed record NewPlan(string Every, string Mode);
}

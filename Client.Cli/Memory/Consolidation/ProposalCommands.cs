using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Memory;

/// <summary>Applies and rejects what a consolidation proposes.</summary>
internal static class ProposalCommands
{
    public static Command BuildAccept() => Build("accept", "Apply proposals of a consolidation");

    public static Command BuildReject() => Build("reject", "Reject proposals of a consolidation");

    private static ClientCommand Build(string answer, string description)
    {
        var (agent, id) = (AgentArgument.Create(), ConsolidationArgument.Create());
        var labels = new Argument<string[]>("label")
        {
            Description = "Blocks whose proposals are meant",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var all = new Option<bool>("--all") { Description = "All that are open" };
        return new ClientCommand(answer, description) { agent, id, labels, all }
            .Does(async run =>
            {
                var meant = run.Find(labels) ?? [];
                if (run.Get(all) == meant.Length > 0)
                    throw ProblemException.Usage("Give the labels of blocks, or --all.");
                if (run.Get(all))
                    meant = await FindOpen(run, run.Get(agent), run.Get(id));
                await Send(run, run.Get(agent), run.Get(id), meant, answer);
            })
            .WithExamples(
                $"sanctum memory consolidation {answer} ada 019a1fd2-0000-7000-8000-000000000000 ada-notes",
                $"sanctum memory consolidation {answer} ada 019a1fd2-0000-7000-8000-000000000000 --all");
    }

    private static async Task<string[]> FindOpen(CommandRun run, string agent, Guid id)
    {
        var shown = await run.Gateway.Get<ConsolidationShape>(
            Route.To($"v1/agents/{agent}/consolidations/{id}"), run.Cancellation);
        return [.. shown.Value.Proposals.Where(proposal => proposal.State == "open").Select(proposal => proposal.Label)];
    }

    // One that is refused keeps out no other.
    private static async Task Send(CommandRun run, string agent, Guid id, string[] labels, string answer)
    {
        var refused = new List<string>();
        foreach (var label in labels)
        {
            try
            {
                await run.Gateway.Post<ProposalShape>(
                    Route.To($"v1/agents/{agent}/consolidations/{id}/proposals/{label}/{answer}"), body: null, run.Cancellation);
            }
            catch (ProblemException problem) when (labels.Length > 1 && problem.Problem.Status is >= 400 and < 500 and not 401)
            {
                refused.Add($"{label}: {problem.Problem.Detail ?? problem.Problem.Title}");
            }
        }
        run.Output.Show(
            await run.Gateway.Get<ConsolidationShape>(
                Route.To($"v1/agents/{agent}/consolidations/{id}"), run.Cancellation),
            ConsolidationText.Of);
        if (refused.Count > 0)
            throw ProblemException.Local(
                "proposals-refused", "Some proposals stay open", string.Join('\n', refused));
    }
}

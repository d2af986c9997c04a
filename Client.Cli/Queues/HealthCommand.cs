using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;
using Spectre.Console;

namespace Sanctum.Queues;

/// <summary>Says how queues do and why; a script learns by the exit code whether one is critical.</summary>
internal static class HealthCommand
{
    private const string Critical = "critical";

    public static Command Build()
    {
        var agent = AgentArgument.Create();
        agent.Arity = ArgumentArity.ZeroOrOne;
        agent.Description = "The agent's name; all agents if left out";
        var paging = new Paging("agent", most: 200);
        return new ClientCommand("health", "Show the health of a queue, or of all queues; exits with 8 if one is critical")
            { agent, paging }
            .Does(run => run.Find(agent) is { } name ? ShowOne(run, name) : ShowAll(run, paging))
            .WithExamples(
                "sanctum queue health", "sanctum queue health ada",
                "sanctum queue health --json | jq '.items[] | select(.health == \"critical\")'");
    }

    private static async Task ShowOne(CommandRun run, string agent)
    {
        var queue = await run.Gateway.Get<QueueSummaryShape>(Route.To($"v1/agents/{agent}/queue/health"), run.Cancellation);
        run.Output.Show(queue, one => QueueTable.Of([one]));
        if (queue.Value.Health == Critical)
            throw OneShotTimer(
                $"The queue of '{agent}': {string.Join(' ', queue.Value.Reasons.Select(reason => reason.Message))}");
    }

    private static async Task ShowAll(CommandRun run, Paging paging)
    {
        var queues = await run.Gateway.Get<QueueListShape>(paging.Of(run, Route.To($"v1/queues")), run.Cancellation);
        run.Output.Show(queues, list => QueueTable.Of(list.Items));
        if (queues.Value.Next is { } next)
            run.Output.Note($"There is more: add --after {next}");
        if (queues.Value.Totals.Critical > 0)
            throw OneShotTimer($"{queues.Value.Totals.Critical} of {queues.Value.Totals.Agents} queues are critical.");
    }

    private static ProblemException OneShotTimer(string detail) =>
        ProblemException.Local(Problem.QueueCriticalCode, "A queue is critical", detail);
}

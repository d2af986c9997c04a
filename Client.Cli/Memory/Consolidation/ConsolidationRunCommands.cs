using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Memory;

/// <summary>Begins runs of consolidation, and shows them.</summary>
internal static class ConsolidationRunCommands
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);

    public static Command BuildStart()
    {
        var agent = AgentArgument.Create();
        var apply = new Option<bool>("--apply")
        {
            Description = "Apply what the policies allow; without it, a person decides on each proposal",
        };
        var noWait = new Option<bool>("--no-wait") { Description = "Do not wait for the proposals" };
        return new ClientCommand("start", "Ask the agent's model what to merge, shorten and correct, and show what it proposes")
            { agent, apply, noWait }
            .Does(async run =>
            {
                var started = await run.Gateway.Post<ConsolidationShape>(
                    Route.To($"v1/agents/{run.Get(agent)}/consolidations"),
                    new ModeShape(run.Get(apply) ? "apply" : "ask"), run.Cancellation);
                run.Output.Show(
                    run.Get(noWait) ? started : await WaitFor(run, run.Get(agent), started), ConsolidationText.Of);
            })
            .WithExamples("sanctum memory consolidation start ada", "sanctum memory consolidation start ada --apply --json");
    }

    public static Command BuildList()
    {
        var agent = AgentArgument.Create();
        return new ClientCommand("list", "List an agent's consolidations, newest first") { agent }
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<ConsolidationsShape>(
                    Route.To($"v1/agents/{run.Get(agent)}/consolidations"), run.Cancellation),
                ConsolidationText.List))
            .WithExamples("sanctum memory consolidation list ada");
    }

    public static Command BuildShow()
    {
        var (agent, id) = (AgentArgument.Create(), ConsolidationArgument.Create());
        return new ClientCommand("show", "Show what a consolidation proposes, with the differences") { agent, id }
            .Does(async run => run.Output.Show(
                await run.Gateway.Get<ConsolidationShape>(
                    Route.To($"v1/agents/{run.Get(agent)}/consolidations/{run.Get(id)}"), run.Cancellation),
                ConsolidationText.Of))
            .WithExamples("sanctum memory consolidation show ada 019a1fd2-0000-7000-8000-000000000000");
    }

    private static async Task<Answer<ConsolidationShape>> WaitFor(
        CommandRun run, string agent, Answer<ConsolidationShape> answer)
    {
        while (answer.Value.EndedAt is null && answer.Value.Error is null)
        {
            await Task.Delay(BetweenLooks, run.Cancellation);
            answer = await run.Gateway.Get<ConsolidationShape>(
                Route.To($"v1/agents/{agent}/consolidations/{answer.Value.Id}"), run.Cancellation);
        }
        return answer;
    }

    private sealed record ModeShape(string Mode);
}

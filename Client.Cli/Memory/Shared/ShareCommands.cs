using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Memory;

/// <summary>Shares blocks with agents.</summary>
internal static class ShareCommands
{
    private static readonly string[] Rights = ["read", "append", "write"];

    public static Command BuildShare()
    {
        var label = SharedLabelArgument.Create();
        var agent = new Argument<string?>("agent")
        {
            Description = "The agent's name; without one, the agents that the block is shared with are listed",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var right = new Option<string>("--right")
        {
            Description = "What the agent may do: read, append or write; each includes those before it",
            HelpName = "right",
            DefaultValueFactory = _ => "read",
        };
        right.AcceptOnlyFromAmong(Rights);
        var paging = new Paging("agent", most: 200);
        var command = new ClientCommand("share", "Share a block with an agent, or change its right; or list the shares")
            { label, agent, right, paging };
        command.Validators.Add(given =>
        {
            if (given.GetResult(right) is { Implicit: false } && given.GetValue(agent) is null)
                given.AddError("--right is the right of an agent: name the agent, or omit --right to list the shares.");
        });
        return command
            .Does(async run =>
            {
                if (run.Find(agent) is { } name)
                    run.Output.Show(
                        await run.Gateway.Put<ShareShape>(
                            Route.To($"v1/memory/blocks/{run.Get(label)}/agents/{name}"),
                            new RightShape(run.Get(right) ?? Rights[0]), run.Cancellation),
                        share => SharedText.Shares([share]));
                else
                    run.Output.ShowPage(
                        await run.Gateway.Get<Page<ShareShape>>(
                            paging.Of(run, Route.To($"v1/memory/blocks/{run.Get(label)}/agents")), run.Cancellation),
                        SharedText.Shares);
            })
            .WithExamples(
                "sanctum memory shared share house-rules ada --right append", "sanctum memory shared share house-rules");
    }

    public static Command BuildUnshare()
    {
        var (label, agent) = (SharedLabelArgument.Create(), AgentArgument.Create());
        return new ClientCommand("unshare", "End the share of a block with an agent") { label, agent }
            .Does(async run =>
            {
                await run.Gateway.Delete(
                    Route.To($"v1/memory/blocks/{run.Get(label)}/agents/{run.Get(agent)}"), run.Cancellation);
                run.Output.Note($"Block {run.Get(label)} is no longer shared with {run.Get(agent)}.");
            })
            .WithExamples("sanctum memory shared unshare house-rules ada");
    }

    private sealed record RightShape(string Right);
}

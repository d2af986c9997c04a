using System.CommandLine;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Queues;

/// <summary>What an operator decides about items: named ones, or all that failed.</summary>
internal static class SettleCommand
{
    private const int MaxPerPage = 200;
    private const string Failed = "error";

    public static Command Build(string verb, string description, params string[] examples)
    {
        var agent = AgentArgument.Create();
        var items = new Argument<string[]>("items")
        {
            Description = "Their ids, from 'sanctum queue items'",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var all = new Option<bool>("--all") { Description = $"Every item in {Failed}" };
        var command = new ClientCommand(verb, description) { agent, items, all };
        command.Validators.Add(given =>
        {
            if (given.GetValue(all) == given.GetValue(items) is { Length: > 0 })
                given.AddError("Name items, or --all.");
        });
        return command
            .Does(async run =>
            {
                var name = run.Get(agent);
                var ids = run.Get(all) ? await FindFailed(run, name) : run.Get(items);
                await Settle(run, verb, name, ids);
            })
            .WithExamples(examples);
    }

    private static async Task<string[]> FindFailed(CommandRun run, string agent)
    {
        var found = new List<string>();
        object? after = null;
        do
        {
            var route = Route.To($"v1/agents/{agent}/queue/items").With("status", Failed).With("after", after).With(
                "limit", MaxPerPage);
            var page = await run.Gateway.Get<Page<QueueItemShape>>(route, run.Cancellation);
            found.AddRange(page.Value.Items.Select(item => item.Id));
            after = page.Value.Next;
        }
        while (after is not null);
        return [.. found];
    }

    private static async Task Settle(CommandRun run, string verb, string agent, string[] ids)
    {
        var settled = new List<Answer<QueueItemShape>>();
        try
        {
            foreach (var id in ids)
                settled.Add(await run.Gateway.Post<QueueItemShape>(
                    Route.To($"v1/agents/{agent}/queue/items/{id}/{verb}"), null, run.Cancellation));
        }
        finally
        {
            // What was done before an item was refused is done.
            run.Output.ShowAll(settled, ItemTable.Of);
        }
    }
}

using Sanctum.Agents;
using Sanctum.Connection;
using Sanctum.Queues;

namespace Sanctum.Health;

/// <summary>Adds up the queues of all agents.</summary>
internal static class Counting
{
    private const int AgentsPerPage = 200;
    private const int MostAtOnce = 8;

    public static async Task<CountsShape> Of(Gateway gateway, CancellationToken cancellationToken)
    {
        var counts = new CountsShape(0, 0, 0, 0, 0, 0);
        object? after = null;
        do
        {
            var page = await gateway.Get<Page<AgentShape>>(Route.To($"v1/agents").With("limit", AgentsPerPage).With("after", after), cancellationToken);
            foreach (var stats in await AskEach(gateway, page.Value.Items, cancellationToken))
                counts = counts.Plus(stats);
            after = page.Value.Next;
        }
        while (after is not null);
        return counts;
    }

    private static async Task<QueueStatsShape[]> AskEach(Gateway gateway, AgentShape[] agents, CancellationToken cancellationToken)
    {
        var stats = new QueueStatsShape[agents.Length];
        await Parallel.ForAsync(0, agents.Length, new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancellationToken }, async (i, ct) =>
            stats[i] = (await gateway.Get<QueueStatsShape>(Route.To($"v1/agents/{agents[i].Id}/queue"), ct)).Value);
        return stats;
    }

    private static CountsShape Plus(this CountsShape sum, QueueStatsShape queue) => new(
        sum.Agents + 1, sum.New + queue.New, sum.Processing + queue.Processing, sum.Done + queue.Done, sum.NoReply + queue.NoReply, sum.Error + queue.Error);
}

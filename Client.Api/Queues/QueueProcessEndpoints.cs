using Sanctum.Access;
using Sanctum.Agents;
using Sanctum.Audit;
using Sanctum.Edge;
using Sanctum.Problems;

namespace Sanctum.Queues;

/// <summary>Works a queue off in batches, under the eyes of whoever asks for it.</summary>
internal sealed class QueueProcessEndpoints : IEndpointModule
{
    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(120);

    public void Register(IServiceCollection services) => services.AddSingleton<OutcomeWaiter>();

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/agents/{id}/queue/process", Process)
            .Needs("queues:write")
            .WithTags("Queues")
            .Audited(AuditActions.QueueProcess, "queue/{id}", withAnswer: true)
            .Produces<ProcessedItems>()
            .Refuses(400, 404)
            .WithSummary("Process due items in batches, and count those that ended")
            .WithDescription(
                "A paused queue is processed too, and stays paused. A batch has at most `Sanctum:Queue:BatchSize` items, " +
                "at most one per conversation; the next batch begins `BatchPause` after all its items have ended. " +
                "Processing ends when no item is due, or after `wait` (60s; at most 120s).");

    private static async Task<ProcessedItems> Process(
        AgentId id, string? wait, IClusterClient grains, OutcomeWaiter outcomes, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var patience = wait is null ? DefaultWait : Durations.Parse("wait", wait, MaxWait);
        await grains.Agent(id).Get();
        var started = clock.GetTimestamp();
        var (processed, batches) = (0, 0);
        while (clock.GetElapsedTime(started) < patience && await grains.Queue(id).OfferBatch() is { Items: not [] } batch)
        {
            batches++;
            foreach (var item in batch.Items)
            {
                var left = patience - clock.GetElapsedTime(started);
                if (await outcomes
                    .WaitForEnd(id, item, left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellationToken) is not null)
                    processed++;
            }
            await Task.Delay(batch.Pause, clock, cancellationToken);
        }
        return new ProcessedItems(processed, batches);
    }
}

/// <summary>What was worked off.</summary>
/// <param name="Processed">How many items have ended.</param>
/// <param name="Batches">In how many batches they were offered.</param>
internal sealed record ProcessedItems(int Processed, int Batches);

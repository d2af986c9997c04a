using System.CommandLine;
using System.Net;
using System.Text.Json;
using Sanctum.Cluster;
using Sanctum.Commands;
using Sanctum.Connection;
using Sanctum.DeadLetters;
using Sanctum.Publishing;
using Sanctum.Queues;
using Sanctum.Terminal;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Sanctum.Health;

/// <summary>Says whether the gateway is alive and can serve, and how much there is.</summary>
internal sealed class StatusCommand : ICommandModule
{
    private const string Unavailable = "unavailable";

    public Command Build() =>
        new ClientCommand(
            "status", "Show the version, the gateway's readiness, and how much work waits or failed")
        .Does(async run =>
        {
            var status = await Look(run);
            if (run.Output.IsJson)
                run.Output.Json(JsonSerializer.Serialize(status, Wire.Options));
            else
                run.Output.Write(Describe(status));
            if (status.Ready.Status == Unavailable)
                throw NotReady(status);
        })
        .WithExamples("sanctum status", "sanctum status --json | jq .counts", "sanctum status --url http://10.0.0.7:9000");

    private static async Task<StatusShape> Look(CommandRun run)
    {
        var product = (await run.Gateway.Get<ProductShape>(Route.To($"api/status"), run.Cancellation)).Value;
        var health = await run.Gateway.Get<HealthShape>(Route.To($"health"), run.Cancellation);
        var ready = await run.Gateway.Ask<HealthShape>(
            HttpMethod.Get, Route.To($"ready"), null, run.Cancellation,
            status => status is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable);
        var status = new StatusShape(
            run.Gateway.Url, product.Version, product.StartedAt, health.Value, ready.Value, MessageMode: product.MessageMode);
        return ready.Value.Status == Unavailable
            ? status
            : status with
            {
                Counts = await CountItems(run),
                Posts = await CountPosts(run),
                DeadLetters = await CountDeadLetters(run),
                Silos = await ListSilos(run),
            };
    }

    private static async Task<QueueTotalsShape> CountItems(CommandRun run) =>
        (await run.Gateway.Get<QueueListShape>(Route.To($"v1/queues").With("limit", 1), run.Cancellation)).Value.Totals;

    private static async Task<OutboxCountsShape> CountPosts(CommandRun run) =>
        (await run.Gateway.Get<OutboxListShape>(Route.To($"v1/outbox").With("limit", 1), run.Cancellation)).Value.Totals.Counts;

    private static async Task<long> CountDeadLetters(CommandRun run) =>
        (await run.Gateway.Get<Page<DeadLetterQueueShape>>(Route.To($"v1/admin/dlq"), run.Cancellation)).Value.Items.Sum(
            queue => queue.Letters);

    private static async Task<SiloShape[]> ListSilos(CommandRun run) =>
        (await run.Gateway.Get<ClusterShape>(Route.To($"v1/cluster"), run.Cancellation)).Value.Silos;

    private static IRenderable Describe(StatusShape status)
    {
        var facts = Facts.Of(
            [
                ("Gateway", status.Url),
                ("Version", status.Version),
                ("Started", Age.Of(status.StartedAt)),
                ("Alive", Listing.State(status.Health.Status)),
                ("Messages", status.MessageMode is { } mode ? new Text(mode, new Style(Color.Yellow)) : null),
                ("Ready", Listing.State(status.Ready.Status)),
                .. status.Ready.Checks.Select(check => ($"  {check.Name}", (object?)Listing.State(check.Status, check.Detail))),
            ]);
        return status.Counts is not { } counts ? facts : new Rows(facts, Text.Empty, Facts.Of(
            ("Agents", counts.Agents),
            ("Waiting", counts.New),
            ("Running", counts.Processing),
            ("Answered", counts.Done),
            ("No reply", counts.NoReply),
            ("In error", counts.Error == 0 ? 0 : new Text($"{counts.Error}", new Style(Color.Red))),
            ("Queues", Queues(counts)),
            ("Posts", status.Posts is { } posts ? Posts(posts) : null),
            ("Dead letters", status.DeadLetters is > 0 and var letters
                ? new Text($"{letters}, see sanctum dlq list", new Style(Color.Red))
                : null)),
            Text.Empty,
            SiloTable.Of(status.Silos ?? []));
    }

    private static Text? Queues(QueueTotalsShape counts)
    {
        (int Count, string What)[] parts = [
            (counts.Critical, "critical"), (counts.Warning, "in warning"), (counts.Stopped, "stopped")];
        var named = parts.Where(part => part.Count > 0).Select(part => $"{part.Count} {part.What}").ToArray();
        return named.Length == 0
            ? null
            : new Text(string.Join(", ", named), new Style(counts.Critical > 0 ? Color.Red : Color.Yellow));
    }

    private static Text Posts(OutboxCountsShape posts)
    {
        var waiting = posts.OldestWaiting is { } oldest
            ? $"{posts.Pending + posts.Posting} waiting, the oldest was written {Age.Of(oldest)}"
            : "none waiting";
        return posts.Error == 0 ? new Text(waiting) : new Text($"{waiting}, {posts.Error} failed", new Style(Color.Red));
    }

    private static ProblemException NotReady(StatusShape status) => ProblemException.Local(
        Problem.UnreachableCode, "The gateway is not ready",
        string.Join(
            ' ',
            status.Ready.Checks.Where(check => check.Status == Unavailable).Select(check => $"{check.Name}: {check.Detail}")));
}

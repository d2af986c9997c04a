using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Sanctum.Platforms;

namespace Sanctum.Publishing;

/// <summary>
/// What outboxes show to a monitor, by platform; no series names an account, of which there may be any number: <c>/v1/outbox</c>
/// does.
/// </summary>
internal sealed class OutboxMeter
{
    private readonly DeliveryHealthRegister _accounts;
    private readonly TimeProvider _clock;
    private readonly Counter<long> _attempts;
    private ImmutableArray<CountedOutbox> _sample = [];

    public OutboxMeter(IMeterFactory meters, DeliveryHealthRegister accounts, TimeProvider clock)
    {
        _clock = clock;
        _accounts = accounts;
        var meter = meters.Create("Sanctum.Publishing");
        _attempts = meter.CreateCounter<long>(
            "sanctum.outbox.attempts", "{attempt}", "Attempts to post, by platform and outcome");
        meter.CreateObservableGauge(
            "sanctum.outbox.posts", ReadPosts, "{post}", "Posts that did not go out, by platform and status");
        meter.CreateObservableGauge(
            "sanctum.outbox.oldest_age", ReadOldestAge, "s",
            "How long the oldest post that has not ended has waited, by platform");
        meter.CreateObservableGauge(
            "sanctum.outbox.effective_batch_size", ReadBatchSizes, "{post}",
            "Posts that an account of this process may have under way at once, the least by platform");
        meter.CreateObservableGauge("sanctum.outbox.health", ReadHealth, "{outbox}", "Outboxes of this process, by health");
    }

    /// <summary>Shows the outboxes as they were counted last; nothing where another process shows them.</summary>
    public void Show(ImmutableArray<CountedOutbox> outboxes) => ImmutableInterlocked.InterlockedExchange(ref _sample, outboxes);

    /// <summary>An attempt was made.</summary>
    public void Attempted(string platform, PostOutcome outcome) => _attempts.Add(
        1, new("platform", platform), new(
            "outcome", outcome.IsDeferred ? "deferred" : outcome.Failure?.ToString().ToLowerInvariant() ?? "posted"));

    private IEnumerable<Measurement<long>> ReadPosts() =>
        _sample.GroupBy(outbox => outbox.Account.Platform).SelectMany(platform =>
    {
        var counts = CountedOutbox.Sum([.. platform]);
        return new[]
        {
            Of(counts.Pending, platform.Key, "pending"), Of(counts.Posting, platform.Key, "posting"),
            Of(counts.Error, platform.Key, "error"), Of(counts.Discarded, platform.Key, "discarded"),
        };
    });

    private IEnumerable<Measurement<double>> ReadOldestAge() =>
        _sample.GroupBy(outbox => outbox.Account.Platform).Select(platform =>
        new Measurement<double>(
            AgeOf(platform.Min(outbox => outbox.Counts.OldestWaiting)),
            new KeyValuePair<string, object?>("platform", platform.Key)));

    private double AgeOf(DateTimeOffset? since) => since is { } time ? Math.Max(0, (_clock.GetUtcNow() - time).TotalSeconds) : 0;

    private IEnumerable<Measurement<int>> ReadBatchSizes() =>
        _accounts.All.GroupBy(outbox => outbox.Account.Platform).Select(platform =>
        new Measurement<int>(
            platform.Min(outbox => outbox.Health.BatchSize), new KeyValuePair<string, object?>("platform", platform.Key)));

    private IEnumerable<Measurement<long>> ReadHealth()
    {
        var outboxes = _accounts.All.Select(outbox => outbox.Health.Health).ToList();
        return outboxes.Count == 0 ? [] : Enum.GetValues<OutboxHealth>().Select(health => new Measurement<long>(
            outboxes.Count(one => one == health), new KeyValuePair<string, object?>(
                "health", health.ToString().ToLowerInvariant())));
    }

    private static Measurement<long> Of(long posts, string platform, string status) =>
        new(posts, new("platform", platform), new("status", status));
}

using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Calls;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Platforms;

namespace Sanctum.Publishing;

/// <summary>Reads the posts of a tenant from the rows; it keeps nothing itself.</summary>
[StatelessWorker, GrainType("outboxdirectory")]
internal sealed class OutboxDirectoryGrain(OutboxListing listing, OutboxCounters figures) : Grain, IOutboxDirectoryGrain
{
    private const int MaxFound = 2_000;

    public async Task<OutboxPage> List(OutboxSelection which, Guid? after, int limit)
    {
        PageLimit.Check(limit);
        OutboxCursor? cursor = null;
        if (after is { } id)
            cursor = await listing.FindCursor(Tenant, id, CancellationToken.None)
                ?? throw new InvalidRequestException("after", $"there is no post {id}.");
        return await listing.List(Tenant, which, cursor, limit, CancellationToken.None);
    }

    public async Task<OutboxPost> Find(Guid postId) =>
        await listing.Find(Tenant, postId, CancellationToken.None) ?? throw new NotFoundException("post", postId.ToString());

    public Task<ImmutableArray<OutboxPost>> FindMany(ImmutableArray<Guid> postIds) => postIds.Length <= MaxFound
        ? listing.FindMany(Tenant, postIds, CancellationToken.None)
        : throw new InvalidRequestException("postIds", $"are {postIds.Length}; the limit is {MaxFound}.");

    public async Task<OutboxStatisticsPage> GetStatistics(OutboxSelection which, string? after, int limit)
    {
        PageLimit.Check(limit);
        var all = await figures.Count(Tenant, which, CancellationToken.None);
        var behind = all.Where(outbox => string.CompareOrdinal(Name(outbox), after) > 0).Take(limit + 1).ToImmutableArray();
        var page = await Task.WhenAll(behind.Take(limit).Select(Describe));
        return new OutboxStatisticsPage(
            new OutboxTotals(all.Length, CountedOutbox.Sum(all)), [.. page],
            behind.Length > limit ? Name(behind[limit - 1]) : null);
    }

    private string Tenant => this.Key().Tenant;

    private async Task<OutboxStatistics> Describe(CountedOutbox outbox) => new(
        outbox.Account.Platform, outbox.Account.Account, outbox.Agent, outbox.Counts,
        await GrainFactory.Outbox(outbox.Account).GetPace());

    private static string Name(CountedOutbox outbox) => $"{outbox.Account.Platform}/{outbox.Account.Account}";
}

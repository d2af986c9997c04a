using System.Collections.Immutable;
using Sanctum.Errors;

namespace Sanctum.Publishing;

/// <summary>The posts of a tenant, read from their rows; keyed <c>{tenant}/outboxes</c>.</summary>
[Alias("sanctum.IOutboxDirectoryGrain")]
public interface IOutboxDirectoryGrain : IGrainWithStringKey
{
    /// <summary>A page of posts, those of an account together, oldest first.</summary>
    /// <param name="which">Which posts.</param>
    /// <param name="after">Only posts behind this one; null for the first page.</param>
    /// <param name="limit">1 to 200.</param>
    /// <exception cref="InvalidRequestException">There is no post <paramref name="after"/>, or the limit is out of its
    /// bounds.</exception>
    [Alias("List")]
    Task<OutboxPage> List(OutboxSelection which, Guid? after, int limit);

    /// <summary>One post.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    [Alias("Find")]
    Task<OutboxPost> Find(Guid postId);

    /// <summary>Posts by their ids; those that are not there are left out.</summary>
    /// <param name="postIds">At most 2,000.</param>
    /// <exception cref="InvalidRequestException">There are more.</exception>
    [Alias("FindMany")]
    Task<ImmutableArray<OutboxPost>> FindMany(ImmutableArray<Guid> postIds);

    /// <summary>A page of outboxes that hold something, by platform and account.</summary>
    /// <param name="which">Which; a status does not narrow them.</param>
    /// <param name="after">Only those behind <c>{platform}/{account}</c>; null for the first page.</param>
    /// <param name="limit">1 to 200.</param>
    /// <exception cref="InvalidRequestException">The limit is out of its bounds.</exception>
    [Alias("GetStatistics")]
    Task<OutboxStatisticsPage> GetStatistics(OutboxSelection which, string? after, int limit);
}

/// <summary>Which posts are meant. What is left out does not narrow it.</summary>
/// <param name="Agent">Only those of the accounts that this agent has.</param>
/// <param name="Platform">Only those that go to this platform.</param>
/// <param name="Account">Only those of accounts of this name.</param>
/// <param name="Status">Only those that stand there.</param>
[GenerateSerializer, Immutable, Alias("sanctum.outbox-selection")]
public sealed record OutboxSelection(
    [property: Id(0)] string? Agent = null,
    [property: Id(1)] string? Platform = null,
    [property: Id(2)] string? Account = null,
    [property: Id(3)] OutboxStatus? Status = null);

/// <summary>A page of posts.</summary>
/// <param name="Items">At most as many as were asked for; fewer, even none, where many had to be passed over.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
[GenerateSerializer, Immutable, Alias("sanctum.outbox-page")]
public sealed record OutboxPage([property: Id(0)] ImmutableArray<OutboxPost> Items, [property: Id(1)] Guid? Next);

/// <summary>A page of outboxes.</summary>
/// <param name="Totals">Of all that are meant, on whichever page.</param>
/// <param name="Items">By platform and account.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
[GenerateSerializer, Immutable, Alias("sanctum.outbox-statistics-page")]
public sealed record OutboxStatisticsPage(
    [property: Id(0)] OutboxTotals Totals, [property: Id(1)] ImmutableArray<OutboxStatistics> Items,
    [property: Id(2)] string? Next);

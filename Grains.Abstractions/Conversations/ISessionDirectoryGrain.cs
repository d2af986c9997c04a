using System.Collections.Immutable;
using Sanctum.Calls;
using Sanctum.Errors;
using Sanctum.Queues;

namespace Sanctum.Conversations;

/// <summary>The sessions of a tenant, read from rows that it brings up to date; keyed <c>{tenant}/sessions</c>.</summary>
[Alias("sanctum.ISessionDirectoryGrain")]
public interface ISessionDirectoryGrain : IGrainWithStringKey
{
    /// <summary>Starts to bring the rows up to date every few minutes, now and after every restart. Safe to repeat.</summary>
    [Alias("Start")]
    Task Start();

    /// <summary>Brings the rows up to date now.</summary>
    [Idempotent, Alias("CatchUp")]
    Task CatchUp();

    /// <summary>
    /// A page of sessions in which somebody wrote, newest activity first; with a person, in the order in which that person wrote
    /// last.
    /// </summary>
    /// <param name="which">Which sessions.</param>
    /// <param name="after">What the page before gave as <see cref="SessionPage.Next"/>; null for the first page.</param>
    /// <param name="limit">1 to 200.</param>
    /// <exception cref="InvalidRequestException">The limit is out of its bounds.</exception>
    [Alias("List")]
    Task<SessionPage> List(SessionSelection which, Guid? after, int limit);
}

/// <summary>Which sessions are meant. What is left out does not narrow it.</summary>
/// <param name="Agent">Only those of this agent.</param>
/// <param name="Person">Only those in which this person wrote.</param>
[GenerateSerializer, Immutable, Alias("sanctum.session-selection")]
public sealed record SessionSelection([property: Id(0)] string? Agent = null, [property: Id(1)] Guid? Person = null);

/// <summary>A page of sessions.</summary>
/// <param name="Items">At most as many as were asked for.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
[GenerateSerializer, Immutable, Alias("sanctum.session-page")]
public sealed record SessionPage([property: Id(0)] ImmutableArray<SessionSummary> Items, [property: Id(1)] Guid? Next);

/// <summary>A conversation as it is listed.</summary>
/// <param name="Id">The session's id.</param>
/// <param name="AgentId">The agent it belongs to.</param>
/// <param name="Title">How its first message begins; empty until a turn has begun.</param>
/// <param name="Platform">Where it takes place.</param>
/// <param name="Account">The account there; empty on a platform without accounts.</param>
/// <param name="From">Who wrote the last message.</param>
/// <param name="PersonId">Who that is; null where the platform knows no people.</param>
/// <param name="StartedAt">When the first message came in, in UTC.</param>
/// <param name="LastActivityAt">When the last message came in, in UTC.</param>
/// <param name="LastSeq">How many entries its transcript has.</param>
/// <param name="Status">Where the last message stands.</param>
[GenerateSerializer, Immutable, Alias("sanctum.session-summary")]
public sealed record SessionSummary(
    [property: Id(0)] string Id,
    [property: Id(1)] string AgentId,
    [property: Id(2)] string Title,
    [property: Id(3)] string Platform,
    [property: Id(4)] string Account,
    [property: Id(5)] string From,
    [property: Id(6)] Guid? PersonId,
    [property: Id(7)] DateTimeOffset StartedAt,
    [property: Id(8)] DateTimeOffset LastActivityAt,
    [property: Id(9)] long LastSeq,
    [property: Id(10)] QueueItemStatus Status);

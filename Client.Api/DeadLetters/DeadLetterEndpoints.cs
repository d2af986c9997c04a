using System.Collections.Immutable;
using System.Text.Json;
using Sanctum.Access;
using Sanctum.Audit;
using Sanctum.Calls;
using Sanctum.Edge;
using Sanctum.Problems;

namespace Sanctum.DeadLetters;

/// <summary>Events that were given up: looked at, dealt with again, or removed.</summary>
internal sealed class DeadLetterEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        var letters = routes.MapGroup("/v1/admin/dlq").WithTags("Dead letters");
        letters.MapGet("", ListQueues)
            .Needs("dead_letters:read")
            .Produces<DeadLetterQueueList>()
            .WithSummary("List the dead-letter queues with their counts");
        letters.MapGet("/{queue:maxlength(64)}", List)
            .Needs("dead_letters:read")
            .Produces<DeadLetterList>()
            .Refuses(400, 404)
            .WithSummary("List the dead letters of a queue, oldest first")
            .WithDescription("Each with its event and why it was given up. Pass `next` as `after` for the next page.");
        letters.MapDelete("/{queue:maxlength(64)}", Purge)
            .Needs("dead_letters:delete")
            .Audited(AuditActions.DeadLetterPurge, "dlq/{queue}", withAnswer: true)
            .Produces<DeadLettersRemoved>()
            .Refuses(404)
            .WithSummary("Remove all dead letters of a queue; their events are not processed again");
        letters.MapGet("/{queue:maxlength(64)}/{id}", Find)
            .Needs("dead_letters:read")
            .Produces<DeadLetterResource>()
            .Refuses(400, 404)
            .WithSummary("Read one dead letter");
        letters.MapDelete("/{queue:maxlength(64)}/{id}", Discard)
            .Needs("dead_letters:delete")
            .Audited(AuditActions.DeadLetterPurge, "dlq/{queue}/{id}")
            .Produces<DeadLettersRemoved>()
            .Refuses(400, 404)
            .WithSummary("Remove one dead letter; its event is not processed again");
        letters.MapPost("/{queue:maxlength(64)}/{id}/reprocess", Reprocess)
            .Needs("dead_letters:write")
            .Audited(AuditActions.DeadLetterReprocess, "dlq/{queue}/{id}", withAnswer: true)
            .Produces<DeadLetterReprocessed>()
            .Refuses(400, 404, 409)
            .WithSummary("Process a dead letter's event once more")
            .WithDescription(
                "On success the letter is removed. On failure the answer is 409 with the reason, and the letter stays.");
    }

    private static async Task<DeadLetterQueueList> ListQueues(IClusterClient grains) =>
        new(await grains.DeadLetterQueues().List());

    private static async Task<DeadLetterList> List(string queue, Guid? after, int? limit, IClusterClient grains)
    {
        var page = await grains.DeadLetters(queue).List(after, PageLimit.Check(limit));
        return new DeadLetterList([.. page.Items.Select(DeadLetterResource.From)], page.Next);
    }

    private static async Task<DeadLetterResource> Find(string queue, Guid id, IClusterClient grains) =>
        DeadLetterResource.From(await grains.DeadLetters(queue).Find(id));

    private static async Task<DeadLettersRemoved> Purge(string queue, IClusterClient grains) =>
        new(await grains.DeadLetters(queue).Purge());

    private static async Task<DeadLettersRemoved> Discard(string queue, Guid id, HttpContext http, IClusterClient grains)
    {
        var removed = DeadLetterResource.From(await grains.DeadLetters(queue).Find(id));
        await grains.DeadLetters(queue).Discard(id);
        http.AuditChange(AuditedChange.Between(removed, after: null));
        return new DeadLettersRemoved(1);
    }

    private static async Task<DeadLetterReprocessed> Reprocess(string queue, Guid id, IClusterClient grains) =>
        new(id, await grains.DeadLetters(queue).Reprocess(id));
}

/// <summary>The queues of dead letters.</summary>
/// <param name="Items">In the order of their names.</param>
internal sealed record DeadLetterQueueList(ImmutableArray<DeadLetterQueueStatus> Items);

/// <summary>A page of dead letters.</summary>
/// <param name="Items">The oldest first.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
internal sealed record DeadLetterList(DeadLetterResource[] Items, Guid? Next);

/// <summary>An event that was given up.</summary>
/// <param name="Id">Sorts by time.</param>
/// <param name="Queue">Where it is.</param>
/// <param name="Key">Key of the event's stream.</param>
/// <param name="Seq">The event's number there, if it has one.</param>
/// <param name="Event">The event in its envelope, as it was.</param>
/// <param name="Error">Why it was given up, or why the last try failed.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="DeadAt">When it was given up, UTC.</param>
/// <param name="LastTriedAt">When it was tried last, UTC.</param>
internal sealed record DeadLetterResource(
    Guid Id, string Queue, string Key, long? Seq, JsonElement Event, string Error, int Attempts, DateTimeOffset DeadAt,
    DateTimeOffset LastTriedAt)
{
    public static DeadLetterResource From(DeadLetter letter) => new(
        letter.Id, letter.Queue, letter.Key, letter.Seq, JsonElement.Parse(letter.Event), letter.Error, letter.Attempts,
        letter.DeadAt, letter.LastTriedAt);
}

/// <summary>What a removal did.</summary>
/// <param name="Removed">How many dead letters are gone.</param>
internal sealed record DeadLettersRemoved(long Removed);

/// <summary>What came of a dead letter that was dealt with again.</summary>
/// <param name="Id">The letter, which is gone.</param>
/// <param name="Outcome">Whether the event took effect, or a later one had made it void.</param>
internal sealed record DeadLetterReprocessed(Guid Id, DeadLetterOutcome Outcome);

using Sanctum.Access;
using Sanctum.Agents;
using Sanctum.Edge;
using Sanctum.Problems;
using Sanctum.Queues;
using Sanctum.Tenants;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>A message to an agent, and, for those who wait, its reply.</summary>
internal sealed class MessageEndpoints : IEndpointModule
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(120);

    public void Register(IServiceCollection services)
    {
        services.AddSingleton<MessageIntake>();
        services.AddSingleton<ReplyWaiter>();
    }

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/agents/{id}/messages", Send)
            .Needs("agents:execute").WithMetadata(new CountsAsMessage())
            .WithTags("Conversations")
            .Produces<AnsweredMessage>()
            .Produces<AcceptedMessage>(StatusCodes.Status202Accepted)
            .Refuses(400, 403, 404, 409, 413, 415, 502)
            .WithSummary("Send a message to an agent")
            .WithDescription(
                "202 means that the message is stored and will be answered even after a crash. `wait=30s` (at most 120s) " +
                "returns 200 with the reply, or 202 if there is no reply in time. Repeating an idempotency key (body or " +
                "`Idempotency-Key` header) returns the same message.");

    private static async Task<IResult> Send(
        AgentId id, MessageRequest message, string? wait, HttpContext context, MessageIntake intake, OutcomeWaiter outcomes,
        ReplyWaiter replies)
    {
        var patience = wait is null ? (TimeSpan?)null : Durations.Parse("wait", wait, MaxWait);
        var checkedMessage = message.Check(context.Request.Headers["Idempotency-Key"]);
        var receipt = await intake.Accept(id, checkedMessage);
        if (patience is { } time && await outcomes.WaitForEnd(id, receipt.ItemId, time, context.RequestAborted) is { } outcome)
            return Results.Ok(await Answer(id, outcome, receipt, replies));

        var links = MessageLinks.Of(id, receipt);
        return Results.Accepted(
            links.Transcript, new AcceptedMessage(receipt.ItemId, receipt.SessionId, receipt.IsDuplicate, links));
    }

    private static async Task<AnsweredMessage> Answer(AgentId id, ItemOutcome outcome, QueueReceipt receipt, ReplyWaiter replies)
    {
        TurnProblems.ThrowIfFailed(outcome);
        return new AnsweredMessage(
            outcome.ItemId, receipt.SessionId, receipt.IsDuplicate, outcome.Status, outcome.StopReason,
            await replies.ReadReply(new SessionId(receipt.SessionId), outcome), MessageLinks.Of(id, receipt));
    }
}

/// <summary>A message is in.</summary>
/// <param name="ItemId">The queue item that will be worked on.</param>
/// <param name="SessionId">Its conversation.</param>
/// <param name="IsDuplicate">Whether the same idempotency key brought it before.</param>
/// <param name="Links">Where to follow it.</param>
internal sealed record AcceptedMessage(Guid ItemId, string SessionId, bool IsDuplicate, MessageLinks Links);

/// <summary>A message and its reply.</summary>
/// <param name="ItemId">The queue item that was worked on.</param>
/// <param name="SessionId">Its conversation.</param>
/// <param name="IsDuplicate">Whether the same idempotency key brought it before.</param>
/// <param name="Status">How the turn ended.</param>
/// <param name="StopReason">Why it ended.</param>
/// <param name="Reply">The transcript entry; null if the agent had nothing to say.</param>
/// <param name="Links">Where to read on.</param>
internal sealed record AnsweredMessage(
    Guid ItemId, string SessionId, bool IsDuplicate, QueueItemStatus Status, string? StopReason, TranscriptEntry? Reply,
    MessageLinks Links);

/// <summary>Where to follow a message.</summary>
internal sealed record MessageLinks(string Session, string Transcript, string Events, string Queue)
{
    public static MessageLinks Of(AgentId agent, QueueReceipt receipt) => new(
        $"/v1/sessions/{receipt.SessionId}",
        $"/v1/sessions/{receipt.SessionId}/transcript",
        $"/v1/sessions/{receipt.SessionId}/events",
        $"/v1/agents/{agent}/queue");
}

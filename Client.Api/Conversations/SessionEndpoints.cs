using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sanctum.Access;
using Sanctum.Agents;
using Sanctum.Calls;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Problems;
using Sanctum.Queues;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>Conversations: read, watched live, cancelled.</summary>
internal sealed class SessionEndpoints : IEndpointModule
{
    private const int DefaultPageSize = 100;
    private const int MaxPerPage = 1_000;

    public void Register(IServiceCollection services)
    {
        services.AddSingleton<SessionEvents>();
        services.AddSingleton<SessionViews>();
        services.AddHostedService(provider => provider.GetRequiredService<SessionViews>());
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        var sessions = routes.MapGroup("/v1/sessions").WithTags("Conversations");
        sessions.MapGet("/{id}", Get)
            .Needs("conversations:read")
            .Produces<Session>()
            .Refuses(400, 404)
            .WithSummary("Read a session");
        sessions.MapPut("/{id}", Open)
            .Needs("conversations:write")
            .Produces<Session>()
            .Refuses(400, 404, 409, 413, 415)
            .WithSummary("Open a session with an agent")
            .WithDescription("Not needed before sending a message, but only an open session can be watched. Safe to repeat.");
        sessions.MapGet("/{id}/transcript", Read)
            .Needs("conversations:read")
            .Produces<TranscriptList>()
            .Refuses(400, 404)
            .WithSummary("Read a transcript")
            .WithDescription(
                "Entries after `after`, in order; sequence numbers start at 1 and have no gaps. Pass `next` as `after` for the " +
                "next page.");
        sessions.MapGet(
            "/{id}/events",
            (SessionId id, long? after, HttpContext context, SessionEvents events) => events.Serve(id, after, context))
            .Needs("conversations:read")
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream")
            .Refuses(400, 404)
            .WithSummary("Watch a session live")
            .WithDescription(
                "Server-sent events. `transcript.entry-appended` carries an entry and its sequence number as the event's id: " +
                "a client that reconnects with `Last-Event-ID` (or `?after=`) misses none and sees none twice. `reply.delta`, " +
                "`turn.started`, `turn.ended`, `tool.started` and `tool.ended` are live only and have no id.");
        sessions.MapPost("/{id}/cancel", Cancel)
            .Needs("conversations:write")
            .Produces<CancelledTurns>()
            .Refuses(400, 404)
            .WithSummary("Cancel the running turn and the waiting messages of a session")
            .WithDescription(
                "The running turn's model call and tools are stopped, and its open tool calls get a result. " +
                "An entry with the stop reason `cancelled` marks it; " +
                "its queue item, and those that waited behind it, become `cancelled`.");
    }

    private static Task<Session> Get(SessionId id, IClusterClient grains) => grains.Session(id).Get();

    private static async Task<Session> Open(SessionId id, SessionRequest request, MessageIntake intake, IClusterClient grains)
    {
        var agent = request.Check();
        await intake.RequireService(agent);
        return await grains.OpenSession(id, agent);
    }

    private static async Task<TranscriptList> Read(SessionId id, long? after, int? limit, IClusterClient grains)
    {
        var start = after ?? 0;
        if (start < 0)
            throw new InvalidRequestException("after", $"{start} is negative; it is a sequence number, or 0 for the start.");
        var session = grains.Session(id);
        await session.Get();
        var page = await session.Read(start, PageLimit.Check(limit, DefaultPageSize, MaxPerPage));
        var last = page.Entries is [.., var newest] ? newest.Seq : page.LastSeq;
        return new TranscriptList([.. page.Entries], page.LastSeq, last < page.LastSeq ? last : null);
    }

    private static async Task<CancelledTurns> Cancel(SessionId id, IClusterClient grains)
    {
        var session = await grains.Session(id).Get();
        return new CancelledTurns(await grains.Queue(new AgentId(session.AgentId)).Cancel(id.Value, "cancelled through the API"));
    }
}

/// <summary>A session as a caller opens it.</summary>
/// <param name="AgentId">The session's agent.</param>
internal sealed record SessionRequest([property: Required, Description("The session's agent.")] string? AgentId = null)
{
    /// <exception cref="InvalidRequestException">It names no agent.</exception>
    public AgentId Check() =>
        Agents.AgentId.TryParse(AgentId, null, out var id)
            ? id
            : throw new InvalidRequestException("agentId", $"{Agents.AgentId.Rule}.");
}

/// <summary>A page of a transcript.</summary>
/// <param name="Items">In order.</param>
/// <param name="LastSeq">The session's newest sequence number.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
internal sealed record TranscriptList(TranscriptEntry[] Items, long LastSeq, long? Next);

/// <summary>What a cancellation ended.</summary>
/// <param name="Cancelled">How many messages were ended; 0 if nothing ran or waited.</param>
internal sealed record CancelledTurns(int Cancelled);

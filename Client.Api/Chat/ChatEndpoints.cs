using Microsoft.Extensions.Options;
using Sanctum.Access;
using Sanctum.Agents;
using Sanctum.Conversations;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Limits;
using Sanctum.Problems;
using Sanctum.Queues;
using Sanctum.Requests;
using Sanctum.Tenants;

namespace Sanctum.Chat;

/// <summary>OpenAI's chat completions, so that clients made for it talk to agents with a changed base URL.</summary>
internal sealed class ChatEndpoints : IEndpointModule
{
    public void Register(IServiceCollection services) => services.AddSingleton<IErrorShape, ChatErrors>();

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/chat/completions", Complete)
            .Needs("agents:execute").WithMetadata(new CountsAsMessage())
            .WithTags("OpenAI-compatible")
            .WithMetadata(new IgnoresUnknownQuery())
            .Produces<ChatCompletion>()
            .Produces<ChatErrorBody>(StatusCodes.Status400BadRequest)
            .Produces<ChatErrorBody>(StatusCodes.Status402PaymentRequired)
            .Produces<ChatErrorBody>(StatusCodes.Status404NotFound)
            .Produces<ChatErrorBody>(StatusCodes.Status429TooManyRequests)
            .Produces<ChatErrorBody>(StatusCodes.Status503ServiceUnavailable)
            .WithSummary("Complete a chat (OpenAI-compatible)")
            .WithDescription(
                "`model` is an agent's id; the last user message is the new message. The session is named by the " +
                "`x-session-id` header, else derived from the agent and the `user` field, else new; the response returns its " +
                "id in `x-session-id`. In a new session, up to 40 earlier messages (12,000 characters) are put before the " +
                "text; an existing session already has them. The turn continues if the caller disconnects.");

    private static async Task<IResult> Complete(
        ChatRequest request, HttpContext context, IClusterClient grains, MessageIntake intake, ReplyWaiter replies,
        SessionViews views, EventStreamSlots slots,
        IOptionsMonitor<GatewayOptions> options, IHostApplicationLifetime lifetime, TimeProvider clock)
    {
        var agent = Check(request);
        var prompt = ChatPrompt.From(request);
        var named = ChatSession.Of(agent, request, context.Request.Headers[ChatSession.Header]);
        await intake.RequireService(agent);
        var message = prompt.ToMessage(named, context.Request.Headers["Idempotency-Key"]);
        var known = await intake.FindKnown(agent, message, orText: prompt.TextWithEarlier());
        if (!message.IsKeyed)
        {
            var repeated = await RepeatedRequest.Find(agent, context.Request, grains);
            (message, known) = (message with { IdempotencyKey = repeated.Key, IsKeyed = true }, repeated.Joined);
        }
        var sessionId = known is null ? named ?? SessionId.New() : new SessionId(known.SessionId);
        if (known is null && (await grains.OpenSession(sessionId, agent)).LastSeq == 0)
            message = message with { Text = prompt.TextWithEarlier() };
        context.Response.Headers[ChatSession.Header] = sessionId.Value;

        if (request.Stream is not true)
            return await Answer(agent, await Taken(), replies, options.CurrentValue, clock, context.RequestAborted);

        using var slot = slots.Take(context);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        // Watched before the message is in, so that no delta comes too early to be seen.
        await using var live = await views.Open(sessionId, options.CurrentValue.EventBuffer);
        var receipt = await Taken();
        var stream = new ChatStream(
            agent, receipt, live, replies, new SseWriter(context.Response), request.StreamOptions?.IncludeUsage is true,
            isJoined: known is not null, options.CurrentValue, clock);
        await stream.Run(ending.Token, context.RequestAborted);
        return Results.Empty;

        // From here on a repeat cannot help: the message is in, and answered once.
        async Task<QueueReceipt> Taken()
        {
            var taken = known ?? await Send();
            ChatErrors.MarkTaken(context);
            return taken;
        }

        // Where the same key came in a moment ago, it is looked at whether it was this message.
        async Task<QueueReceipt> Send() => await intake.Enqueue(agent, sessionId, message) is { IsDuplicate: false } first
            ? first
            : await intake.FindKnown(agent, message with { Text = prompt.Text }, orText: prompt.TextWithEarlier())
                ?? throw new ConflictException("The message was removed in the meantime; send it again.");
    }

    private static async Task<IResult> Answer(
        AgentId agent, QueueReceipt receipt, ReplyWaiter replies, GatewayOptions options, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var reply = await replies.WaitForReply(agent, receipt, options.ChatTimeout, cancellationToken);
        return Results.Ok(new ChatCompletion(
            ChatStream.IdOf(receipt), "chat.completion", clock.GetUtcNow().ToUnixTimeSeconds(), agent.Value,
            [new ChatChoice(0, new ChatReply("assistant", reply.Text), FinishReasons.Of(reply.StopReason))],
            ChatUsage.Of(reply.Entries)));
    }

    private static AgentId Check(ChatRequest request)
    {
        if (string.IsNullOrEmpty(request.Model))
            throw new InvalidRequestException("model", "is required: an agent's id.");
        if (request.N is { } n && n != 1)
            throw new InvalidRequestException("n", "must be 1: an agent gives one reply.");
        if (request.Tools is { ValueKind: System.Text.Json.JsonValueKind.Array } tools && tools.GetArrayLength() > 0)
            throw new InvalidRequestException("tools", "cannot be given: an agent uses the tools of its definition.");
        if (request.ResponseFormat is { ValueKind: not System.Text.Json.JsonValueKind.Null } format && !IsText(format))
            throw new InvalidRequestException(
                "response_format", "must be omitted or have the type text: an agent replies in text.");
        return AgentId.TryParse(request.Model, null, out var agent)
            ? agent
            : throw new ProblemException(UnknownModel(request.Model));
    }

    private static bool IsText(System.Text.Json.JsonElement format) =>
        format.ValueKind == System.Text.Json.JsonValueKind.Object
        && format.TryGetProperty("type", out var type) && type.ValueKind == System.Text.Json.JsonValueKind.String
            && type.ValueEquals("text");

    private static Problem UnknownModel(string model) =>
        new(
            ProblemCodes.NotFound, StatusCodes.Status404NotFound, "No such agent",
            $"There is no agent '{(model.Length <= 64 ? model : model[..64] + "…")}'.");
}

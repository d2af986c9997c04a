using Sanctum.Access;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Limits;
using Sanctum.Problems;
using Sanctum.Tenants;

namespace Sanctum.Platforms.WebChat;

/// <summary>What the page of a web chat asks. A visitor sees their own conversations and nothing else.</summary>
internal sealed class WebChatEndpoints : IEndpointModule
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/chat/{account}", Page).ExcludeFromDescription().IsOpen("The page of a public chat").InNamedTenant();
        var chat = routes.MapGroup("/v1/webchat/{account}").WithTags("Web chat")
            .IsOpen("Visitors of a public chat are known by their cookie").InNamedTenant();
        chat.MapGet("", Describe)
            .Produces<WebChatResource>()
            .Refuses(400, 404)
            .WithSummary("Read what a visitor of a web chat sees first, and who the visitor is");
        chat.MapPut("/visitor", Enter)
            .Produces<ChatVisitor>()
            .Refuses(400, 404)
            .WithSummary("Enter with a name, or change it; sets the cookie that identifies the visitor");
        chat.MapGet("/conversations", List)
            .Produces<ChatConversationList>()
            .Refuses(400, 401)
            .WithSummary("List the visitor's conversations, latest first");
        var conversation = chat.MapGroup("/conversations/{id}");
        conversation.MapGet("/messages", Read)
            .Produces<ChatMessageList>()
            .Refuses(400, 401)
            .WithSummary("Read one of the visitor's conversations");
        conversation.MapPost("/messages", Say)
            .Produces<ChatMessage>(StatusCodes.Status202Accepted)
            .Refuses(400, 401, 404, 409)
            .WithSummary("Send a message to the agent; repeating a message id returns the same message");
        conversation.MapGet("/events", Watch)
            .Produces(StatusCodes.Status200OK, contentType: "text/event-stream")
            .Refuses(400, 401)
            .WithSummary("Watch one of the visitor's conversations live")
            .WithDescription("Server-sent events: `message` with its sequence number as the id, and `typing`, which has none.");
    }

    private static IResult Page(AccountName account, HttpResponse response, IWebHostEnvironment environment)
    {
        response.Headers.CacheControl = "no-cache";
        return Results.File(Path.Combine(environment.WebRootPath, "chat.html"), "text/html; charset=utf-8");
    }

    private static async Task<WebChatResource> Describe(AccountName account, HttpRequest request, IClusterClient grains)
    {
        var place = await grains.WebChat(account).Describe();
        return new WebChatResource(
            place.Title, place.Greeting, [.. place.Suggestions], place.IsOpen, await Find(account, request, grains));
    }

    private static async Task<ChatVisitor> Enter(
        AccountName account, VisitorRequest visitor, HttpContext context, IClusterClient grains)
    {
        var pass = await grains.WebChat(account).Enter(
            VisitorCookie.Read(context.Request), visitor.Name ?? throw new InvalidRequestException("name", "is missing."));
        VisitorCookie.Write(context, account, pass.Token);
        return pass.Visitor;
    }

    private static async Task<ChatConversationList> List(AccountName account, HttpRequest request, IClusterClient grains)
    {
        var visitor = await Require(account, request, grains);
        return new ChatConversationList([.. await grains.WebChat(account).ListConversations(visitor.Id)]);
    }

    private static async Task<ChatMessageList> Read(
        AccountName account, ConversationId id, int? after, HttpRequest request, IClusterClient grains)
    {
        var visitor = await Require(account, request, grains);
        return new ChatMessageList([.. await grains.ChatRoom(account, visitor, id).Read(Cursor(after))]);
    }

    private static async Task<IResult> Say(
        AccountName account, ConversationId id, ChatRequestBody message, HttpRequest request, IClusterClient grains)
    {
        var visitor = await Require(account, request, grains);
        var said = await grains.ChatRoom(account, visitor, id).Say(
            visitor.Name, message.Id ?? Guid.CreateVersion7().ToString("N"), message.Text ?? "");
        return Results.Accepted(value: said);
    }

    private static async Task Watch(
        AccountName account, ConversationId id, int? after, HttpContext context, IClusterClient grains, EventStreamSlots slots,
        IHostApplicationLifetime lifetime)
    {
        var visitor = await Require(account, context.Request, grains);
        var cursor = int.TryParse(context.Request.Headers["Last-Event-ID"], out var seen) ? seen : after;
        using var slot = slots.Take(context);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await new WebChatFeed(grains.ChatRoom(account, visitor, id), new SseWriter(context.Response)).Run(
                Cursor(cursor), ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The visitor left, or the gateway stops; the browser comes back by itself.
        }
    }

    private static int Cursor(int? after) => after is null or >= 0
        ? after ?? 0
        : throw new InvalidRequestException("after", $"{after} is negative; it is a sequence number, or 0 for the start.");

    private static async Task<ChatVisitor?> Find(AccountName account, HttpRequest request, IClusterClient grains) =>
        VisitorCookie.Read(request) is { } token ? await grains.WebChat(account).Identify(token) : null;

    private static async Task<ChatVisitor> Require(AccountName account, HttpRequest request, IClusterClient grains) =>
        await Find(account, request, grains) ?? throw new ProblemException(Problem.UnknownVisitor());
}

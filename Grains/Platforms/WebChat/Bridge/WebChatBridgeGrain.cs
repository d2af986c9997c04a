using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Schemas;

namespace Sanctum.Platforms.WebChat.Bridge;

/// <summary>
/// The bridge of a web chat; rows are the truth. The inbox is read by one call at a time, for reading gives messages their
/// places: a page behind a cursor misses none.
/// </summary>
[CollectionAgeLimit(Minutes = 2), GrainType("webchatbridge")]
internal sealed class WebChatBridgeGrain(BridgeStore store) : Grain, IWebChatBridgeGrain
{
    private const string VisitorName = "Guest";
    private const int MaxReplies = 100;
    private const int MaxMessages = 200;
    private const int MaxRemovedAtOnce = 200;
    private const int UidBytes = 8;

    private GrainKey Key => this.Key();

    private IPlatformAccountGrain Account =>
        GrainFactory.Account(new AccountKey(Key.Tenant, PlatformNames.WebChat, Key.Name));

    public async Task<BridgeDescription> Describe() => Of(await Require());

    public async Task<BridgeDescription> Configure(BridgeAnswerer? answeredBy, int? sessionTimeoutSeconds)
    {
        await Require();
        var bridge = new JsonObject();
        if (answeredBy is { } answerer)
            bridge["answeredBy"] = JsonSerializer.SerializeToNode(answerer, TypeSchema.Json);
        if (sessionTimeoutSeconds is { } seconds)
            bridge["sessionTimeout"] = seconds;
        await Account.Change(new AccountChange(Settings: new JsonObject { ["bridge"] = bridge }.ToJsonString()));
        return await Describe();
    }

    public async Task<BridgeMessage> Say(string sessionId, string messageId, string text)
    {
        var (bridge, room) = (await Require(), RoomOf(sessionId));
        var chat = GrainFactory.GetGrain<IChatRoomGrain>(room.ToString());
        var said = bridge.AnsweredBy == BridgeAnswerer.Agent
            ? await chat.Say(VisitorName, messageId, text)
            : await chat.Record(messageId, text);
        return await FindWritten(room, said);
    }

    public async Task<BridgeMessage> Reply(string sessionId, string key, string text, long? answers)
    {
        await Require();
        var room = RoomOf(sessionId);
        await RequireSession(room);
        return await FindWritten(
            room, await GrainFactory.GetGrain<IChatRoomGrain>(room.ToString()).Reply(OutsideReply.IdOf(key, answers), text));
    }

    public async Task<ImmutableArray<BridgeMessage>> ReadReplies(string sessionId, long after, DateTimeOffset? since)
    {
        await Require();
        return await store.List(RoomOf(sessionId), repliesOnly: true, after, since, MaxReplies, CancellationToken.None);
    }

    public async Task<BridgeInbox> ReadInbox(long? after, DateTimeOffset? since, int limit)
    {
        await Require();
        var page = await store.Take(Key, limit, CancellationToken.None);
        if (after is not null || since is not null)
            page = await store.ListInbox(Key, after ?? 0, since, limit, CancellationToken.None);
        var cursor = page.Last ?? after ?? await store.FindLast(Key, CancellationToken.None);
        return new BridgeInbox(page.Messages, cursor, await store.CountBehind(Key, cursor, CancellationToken.None));
    }

    public async Task<BridgeSessionPage> ListSessions(bool activeOnly, int limit, int offset)
    {
        var bridge = await Require();
        TimeSpan? within = activeOnly ? TimeoutOf(bridge) : null;
        return new BridgeSessionPage(
            await store.ListSessions(Key, within, limit, offset, CancellationToken.None), await store.CountSessions(
                Key, within, CancellationToken.None));
    }

    public async Task<BridgeTranscript> ReadSession(string sessionId, long after)
    {
        await Require();
        var room = RoomOf(sessionId);
        var session = await RequireSession(room);
        return new BridgeTranscript(
            session, await store.List(room, repliesOnly: false, after, since: null, MaxMessages, CancellationToken.None));
    }

    public async Task<BridgeRemoval> Remove(bool idleOnly)
    {
        var bridge = await Require();
        var total = new BridgeRemoval(0, 0);
        while (true)
        {
            var removed = await store.Remove(Key, idleOnly ? TimeoutOf(bridge) : null, MaxRemovedAtOnce, CancellationToken.None);
            total = new BridgeRemoval(total.Sessions + removed.Sessions, total.Messages + removed.Messages);
            if (removed.Sessions < MaxRemovedAtOnce)
                return total;
        }
    }

    private async Task<BridgeSettings> Require()
    {
        try
        {
            return WebChatSettings.Read((await Account.Get()).Settings).Bridge
                ?? throw new NotFoundException("web chat bridge", Key.Name);
        }
        catch (NotFoundException)
        {
            // Anybody may ask for bridges that nobody has; those must not fill the memory.
            DeactivateOnIdle();
            throw;
        }
    }

    private async Task<BridgeSession> RequireSession(ChatRoomKey room) =>
        await store.FindSession(room, CancellationToken.None) ?? throw new NotFoundException("session", room.Conversation);

    // A message may be removed as soon as it is written.
    private async Task<BridgeMessage> FindWritten(ChatRoomKey room, ChatMessage written) =>
        await store.Find(room, written.Id, CancellationToken.None)
            ?? throw new ConflictException("The session was removed meanwhile; send the message again.");

    private ChatRoomKey RoomOf(string sessionId) => new(Key.Tenant, Key.Name, UidOf(sessionId), sessionId);

    // A hash: the uid appears in handles, and the session id is all that a visitor shows to read the session.
    private string UidOf(string sessionId) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Key}/{sessionId}")))
            .AsSpan(0, UidBytes));

    private static TimeSpan TimeoutOf(BridgeSettings bridge) => TimeSpan.FromSeconds(bridge.SessionTimeout);

    private static BridgeDescription Of(BridgeSettings bridge) => new(bridge.AnsweredBy, bridge.SessionTimeout);
}

using System.Collections.Immutable;
using Npgsql;
using Sanctum.Identity;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Platforms.WebChat.Bridge;

/// <summary>
/// What the bridge asks of <c>webchat_message</c>. Its sessions are the conversations whose id begins with <c>session_</c>.
/// </summary>
internal sealed class BridgeStore(WriteBatcher writes, Database reads)
{
    private const int MaxCount = 10_000;
    private const string Columns = "number, conversation_id, visitor_id, body, sent_at, is_reply, message_id, seq";
    private const string IsBridge = "tenant = $1 and account = $2 and starts_with(conversation_id, 'session_')";
    private const string InSession = "tenant = $1 and account = $2 and visitor_id = $3 and conversation_id = $4";

    /// <summary>The message of this id, or null.</summary>
    public Task<BridgeMessage?> Find(ChatRoomKey room, string messageId, CancellationToken ct) => reads.QuerySingleAsync(
        new SqlStatement(
            $"select {Columns} from webchat_message where {InSession} and message_id = $5", [.. Named(room), Text(messageId)]),
        Read, ct);

    /// <summary>Messages of a session, in order.</summary>
    public Task<ImmutableArray<BridgeMessage>> List(
        ChatRoomKey room, bool repliesOnly, long after, DateTimeOffset? since, int limit,
        CancellationToken ct) => reads.QueryAsync(
        new SqlStatement(
            $"""
            select {Columns} from webchat_message
            where {InSession} and (is_reply or not $5) and number > $6 and ($7::timestamptz is null or sent_at > $7)
            order by seq limit $8
            """,
            [.. Named(room), Bool(repliesOnly), Long(after), Time(since), Int(limit)]),
        Read, ct);

    /// <summary>Gives the oldest messages that nobody has read a place in the inbox, and answers them.</summary>
    public Task<InboxRows> Take(GrainKey bridge, int limit, CancellationToken ct) => Page(writes.QueryAsync(
        new SqlStatement(
            $"""
            with waiting as (
                select visitor_id, conversation_id, seq from webchat_message
                where {IsBridge} and not is_reply and inbox_seq is null order by number limit $3),
            placed as (
                select *, nextval('webchat_inbox_seq') as place from waiting),
            taken as (
                update webchat_message m set inbox_seq = placed.place from placed
                where m.tenant = $1 and m.account = $2 and m.visitor_id = placed.visitor_id
                  and m.conversation_id = placed.conversation_id and m.seq = placed.seq and m.inbox_seq is null
                returning m.*)
            select {Columns}, inbox_seq from taken order by inbox_seq
            """,
            Text(bridge.Tenant), Text(bridge.Name), Int(limit)),
        row => (Read(row), row.GetInt64(8)), ct));

    /// <summary>Messages in the inbox behind a place.</summary>
    public Task<InboxRows> ListInbox(GrainKey bridge, long after, DateTimeOffset? since, int limit, CancellationToken ct) =>
        Page(reads.QueryAsync(
        new SqlStatement(
            $"""
            select {Columns}, inbox_seq from webchat_message
            where {IsBridge} and not is_reply and inbox_seq > $3 and ($4::timestamptz is null or sent_at > $4)
            order by inbox_seq limit $5
            """,
            Text(bridge.Tenant), Text(bridge.Name), Long(after), Time(since), Int(limit)),
        row => (Read(row), row.GetInt64(8)), ct));

    /// <summary>The last place in the inbox; 0 before the first.</summary>
    public Task<long> FindLast(GrainKey bridge, CancellationToken ct) => reads.QuerySingleAsync(
        new SqlStatement(
            $"select coalesce(max(inbox_seq), 0) from webchat_message where {IsBridge} and not is_reply", Text(bridge.Tenant),
            Text(bridge.Name)),
        row => row.GetInt64(0), ct);

    /// <summary>How many messages are behind a place, or wait for one; counted up to 10,000.</summary>
    public Task<int> CountBehind(GrainKey bridge, long after, CancellationToken ct) => reads.QuerySingleAsync(
        new SqlStatement(
            $"""
            select count(*)::int from (
                select from webchat_message
                where {IsBridge} and not is_reply and (inbox_seq > $3 or inbox_seq is null) limit {MaxCount}) as behind
            """,
            Text(bridge.Tenant), Text(bridge.Name), Long(after)),
        row => row.GetInt32(0), ct);

    /// <summary>The session, or null where nothing was said in it.</summary>
    public Task<BridgeSession?> FindSession(ChatRoomKey room, CancellationToken ct) => reads.QuerySingleAsync(
        new SqlStatement(SessionsWhere(InSession), Named(room)),
        ReadSession, ct);

    /// <summary>Sessions, the latest first.</summary>
    public Task<ImmutableArray<BridgeSession>> ListSessions(
        GrainKey bridge, TimeSpan? activeWithin, int limit, int offset, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"""
                {SessionsWhere(IsBridge)} having $3::interval is null or max(sent_at) > now() - $3
                order by max(sent_at) desc, conversation_id limit $4 offset $5
                """,
                Text(bridge.Tenant), Text(bridge.Name), Interval(activeWithin), Int(limit), Int(offset)),
            ReadSession, ct);

    /// <summary>How many sessions there are.</summary>
    public Task<int> CountSessions(GrainKey bridge, TimeSpan? activeWithin, CancellationToken ct) => reads.QuerySingleAsync(
        new SqlStatement(
            $"""
            select count(*)::int from (
                {SessionsWhere(IsBridge)} having $3::interval is null or max(sent_at) > now() - $3) as sessions
            """,
            Text(bridge.Tenant), Text(bridge.Name), Interval(activeWithin)),
        row => row.GetInt32(0), ct);

    /// <summary>Removes sessions that have been silent for so long, or any; at most <paramref name="limit"/>.</summary>
    public async Task<BridgeRemoval> Remove(GrainKey bridge, TimeSpan? silentFor, int limit, CancellationToken ct) =>
        (await writes.QuerySingleAsync(
        new SqlStatement(
            $"""
            with gone as (
                {SessionsWhere(IsBridge)} having $3::interval is null or max(sent_at) < now() - $3 limit $4),
            removed as (
                delete from webchat_message m using gone
                where m.tenant = $1 and m.account = $2 and m.visitor_id = gone.visitor_id
                  and m.conversation_id = gone.conversation_id
                returning m.conversation_id)
            select count(distinct conversation_id)::int, count(*)::int from removed
            """,
            Text(bridge.Tenant), Text(bridge.Name), Interval(silentFor), Int(limit)),
        row => new BridgeRemoval(row.GetInt32(0), row.GetInt32(1)), ct))!;

    private static string SessionsWhere(string condition) =>
        $"""
        select conversation_id, visitor_id, min(sent_at), max(sent_at),
               count(*) filter (where not is_reply), count(*) filter (where is_reply)
        from webchat_message where {condition} group by conversation_id, visitor_id
        """;

    private static async Task<InboxRows> Page(Task<ImmutableArray<(BridgeMessage Message, long Place)>> reading)
    {
        var rows = await reading;
        return new InboxRows([.. rows.Select(row => row.Message)], rows.IsEmpty ? null : rows[^1].Place);
    }

    private static NpgsqlParameter[] Named(ChatRoomKey room) =>
        [Text(room.Tenant), Text(room.Account), Text(room.Visitor), Text(room.Conversation)];

    private static BridgeMessage Read(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.Time(4), row.GetBoolean(5),
        OutsideReply.AnswersOf(row.GetString(6)),
        row.GetInt32(7) == 1);

    private static BridgeSession ReadSession(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.Time(2), row.Time(3), (int)row.GetInt64(4), (int)row.GetInt64(5));
}

/// <summary>A page of the inbox.</summary>
/// <param name="Messages">In order.</param>
/// <param name="Last">The place of the last one; null for an empty page.</param>
internal sealed record InboxRows(ImmutableArray<BridgeMessage> Messages, long? Last);

using System.Collections.Immutable;
using Npgsql;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Platforms.WebChat;

/// <summary>The SQL of <c>webchat_visitor</c> and <c>webchat_message</c>.</summary>
internal sealed class WebChatStore(WriteBatcher writes, Database reads)
{
    private const string Columns = "seq, message_id, is_reply, body, sent_at";
    private const string NeverWrote =
        "not exists (select from webchat_message m where m.tenant = v.tenant and m.account = v.account and m.visitor_id = " +
        "v.visitor_id)";
    private const string InRoom = "tenant = $1 and account = $2 and visitor_id = $3 and conversation_id = $4";

    /// <summary>Writes a new visitor.</summary>
    public Task InsertVisitor(string tenant, string account, string visitorId, byte[] tokenHash, CancellationToken ct) =>
        writes.ExecuteAsync(
        new SqlStatement(
            "insert into webchat_visitor (token_hash, tenant, account, visitor_id) values ($1, $2, $3, $4)",
            Bytes(tokenHash), Text(tenant), Text(account), Text(visitorId)),
        ct);

    /// <summary>Whose token has this hash, or null.</summary>
    public Task<ChatVisitor?> FindVisitor(string tenant, string account, byte[] tokenHash, CancellationToken ct) =>
        reads.QuerySingleAsync(
        new SqlStatement(
            """
            select v.visitor_id, coalesce(p.display_name, '') from webchat_visitor v
            left join platform_profile p on p.tenant = v.tenant and p.platform = $4 and p.profile_id = v.visitor_id
            where v.token_hash = $3 and v.tenant = $1 and v.account = $2
            """,
            Text(tenant), Text(account), Bytes(tokenHash), Text(PlatformNames.WebChat)),
        row => new ChatVisitor(row.GetString(0), row.GetString(1)), ct);

    /// <summary>Visitors who came in so long ago and never wrote; at most <paramref name="limit"/>.</summary>
    public Task<ImmutableArray<(string Tenant, string VisitorId)>> ListSilent(TimeSpan since, int limit, CancellationToken ct) =>
        reads.QueryAsync(
        new SqlStatement(
            $"select tenant, visitor_id from webchat_visitor v where created_at < now() - $1 and {NeverWrote} order by " +
            "created_at limit $2",
            Interval(since), Int(limit)),
        row => (row.GetString(0), row.GetString(1)), ct);

    /// <summary>Forgets visitors, but for those who wrote meanwhile.</summary>
    public Task<int> RemoveSilent(IEnumerable<(string Tenant, string VisitorId)> visitors, CancellationToken ct) =>
        writes.ExecuteAsync(
        new SqlStatement(
            $"""
            delete from webchat_visitor v using unnest($1::text[], $2::text[]) as which (tenant, visitor_id)
            where v.tenant = which.tenant and v.visitor_id = which.visitor_id and {NeverWrote}
            """,
            Texts(visitors.Select(visitor => visitor.Tenant)), Texts(visitors.Select(visitor => visitor.VisitorId))),
        ct);

    /// <summary>A visitor's conversations, the latest first.</summary>
    public Task<ImmutableArray<ChatConversation>> ListConversations(
        string tenant, string account, string visitorId, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                """
                select conversation_id, left(coalesce(min(body) filter (where seq = 1), ''), 80), max(sent_at) from webchat_message
                where tenant = $1 and account = $2 and visitor_id = $3
                group by conversation_id order by max(sent_at) desc limit $4
                """,
                Text(tenant), Text(account), Text(visitorId), Int(limit)),
            row => new ChatConversation(row.GetString(0), row.GetString(1), row.Time(2)), ct);

    /// <summary>Writes a message behind the last; null if its id is there already, or another writer took its place.</summary>
    public Task<ChatMessage?> Append(ChatRoomKey room, string messageId, bool isReply, string text, CancellationToken ct) =>
        writes.QuerySingleAsync(
        new SqlStatement(
            $"""
            insert into webchat_message (tenant, account, visitor_id, conversation_id, seq, message_id, is_reply, body)
            select $1, $2, $3, $4, coalesce(max(seq), 0) + 1, $5, $6, $7 from webchat_message where {InRoom}
            on conflict do nothing
            returning {Columns}
            """,
            [.. Named(room), Text(messageId), Bool(isReply), Text(text)]),
        Read, ct);

    /// <summary>The message of this id, or null.</summary>
    public Task<ChatMessage?> Find(ChatRoomKey room, string messageId, CancellationToken ct) => reads.QuerySingleAsync(
        new SqlStatement($"select {Columns} from webchat_message where {InRoom} and message_id = $5",
            [.. Named(room), Text(messageId)]), Read, ct);

    /// <summary>Messages behind <paramref name="after"/>, in order.</summary>
    public Task<ImmutableArray<ChatMessage>> Read(ChatRoomKey room, int after, int limit, CancellationToken ct) =>
        reads.QueryAsync(
        new SqlStatement(
            $"select {Columns} from webchat_message where {InRoom} and seq > $5 order by seq limit $6",
            [.. Named(room), Int(after), Int(limit)]),
        Read, ct);

    /// <summary>The sequence number of the last message; 0 before the first.</summary>
    public Task<int> FindLast(ChatRoomKey room, CancellationToken ct) => reads.QuerySingleAsync(
        new SqlStatement($"select coalesce(max(seq), 0) from webchat_message where {InRoom}", [.. Named(room)]),
        row => row.GetInt32(0), ct);

    private static NpgsqlParameter[] Named(ChatRoomKey room) =>
        [Text(room.Tenant), Text(room.Account), Text(room.Visitor), Text(room.Conversation)];

    private static ChatMessage Read(NpgsqlDataReader row) =>
        new(row.GetInt32(0), row.GetString(1), row.GetBoolean(2), row.GetString(3), row.Time(4));
}

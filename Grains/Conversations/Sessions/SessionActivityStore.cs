using System.Buffers.Binary;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Conversations;

/// <summary>
/// The SQL that brings <c>session_activity</c> and <c>session_person</c> up to date. A turn writes nothing for lists; items are
/// looked at afterwards in the order of their ids, which begin with the time. Looking at an item twice changes nothing.
/// </summary>
internal sealed class SessionActivityStore(WriteBatcher writes, Database reads)
{
    // An item has its id before it is committed, and the clocks of processes differ.
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);

    /// <summary>Where to go on looking: a while before the last item that was looked at.</summary>
    public async Task<Guid> FindBeginning(string tenant, DateTimeOffset now, CancellationToken ct)
    {
        var through = await reads.QuerySingleAsync(
            new SqlStatement("select through from session_activity_mark where tenant = $1", Text(tenant)), row => row.GetGuid(0),
            ct);
        var known = TimeOf(through);
        var beginning = (known < now ? known : now) - Settled;
        return beginning > DateTimeOffset.UnixEpoch ? FirstOf(beginning) : Guid.Empty;
    }

    /// <summary>
    /// Looks at the next items; answers how many, and where to continue. What was refused as it came in began no conversation.
    /// An id that is not of the past, such as one that is no UUIDv7, does not move the mark, and a mark that is in the future
    /// moves back.
    /// </summary>
    public Task<(int Looked, Guid Through)> Advance(
        string tenant, Guid from, int limit, DateTimeOffset now, CancellationToken ct) => writes.QuerySingleAsync(
        new SqlStatement(
            """
            with looked as materialized (
                select id, tenant, agent, platform, account, notification_id, session_id, author, enqueued_at, finished_at
                from queue_item where id > $2 order by id limit $3),
            said as materialized (
                select q.id, q.agent, q.platform, q.account, q.session_id, q.author, n.author_id, q.enqueued_at
                from looked q
                left join platform_notification n
                    on n.tenant = q.tenant and n.platform = q.platform and n.account = q.account and n.notification_id = q.notification_id
                where q.tenant = $1 and q.finished_at is distinct from q.enqueued_at),
            sessions as (
                insert into session_activity as present
                    (tenant, session_id, agent, platform, account, author, profile_id, started_at, last_at, last_item)
                select distinct on (session_id)
                    $1, session_id, agent, platform, account, author, author_id, min(enqueued_at) over (partition by session_id), enqueued_at, id
                from said order by session_id, id desc
                on conflict (tenant, session_id) do update
                set agent = excluded.agent, platform = excluded.platform, account = excluded.account, author = excluded.author,
                    profile_id = excluded.profile_id, last_at = excluded.last_at, last_item = excluded.last_item
                where present.last_item < excluded.last_item),
            people as (
                insert into session_person as present (tenant, platform, profile_id, session_id, last_item)
                select distinct on (platform, author_id, session_id) $1, platform, author_id, session_id, id
                from said where author_id is not null order by platform, author_id, session_id, id desc
                on conflict (tenant, platform, profile_id, session_id) do update set last_item = excluded.last_item
                where present.last_item < excluded.last_item),
            mark as (
                insert into session_activity_mark as present (tenant, through)
                select $1, id from looked where id < $4 order by id desc limit 1
                on conflict (tenant) do update set through = excluded.through
                where present.through < excluded.through or present.through >= $4)
            select (select count(*)::int from looked), coalesce((select id from looked order by id desc limit 1), $2)
            """,
            Text(tenant), Uuid(from), Int(limit), Uuid(FirstOf(now + Settled))),
        row => (row.GetInt32(0), row.GetGuid(1)), ct);

    private static DateTimeOffset TimeOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        // Of an id that somebody else made the first 48 bits may be any number.
        var milliseconds = (long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16);
        return DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(milliseconds, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));
    }

    // Smaller than every UUIDv7 (RFC 9562) of that millisecond.
    private static Guid FirstOf(DateTimeOffset time)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        BinaryPrimitives.WriteInt64BigEndian(bytes, time.ToUnixTimeMilliseconds() << 16);
        return new Guid(bytes, bigEndian: true);
    }
}

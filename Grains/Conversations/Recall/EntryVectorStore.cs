using System.Collections.Immutable;
using System.Globalization;
using Npgsql;
using Sanctum.Embeddings;
using Sanctum.Identity;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Conversations;

/// <summary>
/// The SQL of <c>transcript_embedding</c>. All are of version 1: a text changes only when it is erased, and its row goes then.
/// </summary>
internal sealed class EntryVectorStore(WriteBatcher writes, Database reads) : IVectorRows<EntryKey>
{
    // As much as the models of providers read of a text, about.
    private const int MaxCharacters = 8_000;
    private const int Version = 1;

    /// <summary>Entries whose embedding is due, the newest first: they are asked for most.</summary>
    public Task<ImmutableArray<DueText<EntryKey>>> ListDue(GrainKey agent, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"""
                    select e.session_id, e.seq, e.attempts, left(t.content, {MaxCharacters})
                    from transcript_embedding e join transcript_entry t
                        on t.tenant = e.tenant and t.session_id = e.session_id and t.seq = e.seq
                    where e.tenant = $1 and e.agent = $2 and e.due_at <= now()
                    order by e.occurred_at desc limit $3
                    """),
                Text(agent.Tenant), Text(agent.Name), Int(limit)),
            row => new DueText<EntryKey>(KeyOf(row), Version, row.GetInt32(2), row.GetString(3)),
            ct);

    public async Task<bool> IsAnyOpen(GrainKey agent, CancellationToken ct) =>
        await reads.QuerySingleAsync(
            new SqlStatement(
                "select true from transcript_embedding where tenant = $1 and agent = $2 and due_at is not null limit 1",
                Text(agent.Tenant), Text(agent.Name)),
            row => row.GetBoolean(0),
            ct);

    public Task<ImmutableArray<EmbeddedText<EntryKey>>> Store(
        GrainKey agent, string model, IReadOnlyList<DueText<EntryKey>> texts, IReadOnlyList<byte[]> vectors,
        CancellationToken ct) =>
        writes.QueryAsync(
            new SqlStatement(
                """
                update transcript_embedding e
                set model = $3, vector = made.vector, due_at = null, attempts = 0, last_error = null
                from unnest($4::text[], $5::bigint[], $6::bytea[]) as made (session_id, seq, vector)
                where e.tenant = $1 and e.agent = $2 and e.session_id = made.session_id and e.seq = made.seq
                returning e.session_id, e.seq, e.vector, e.occurred_at
                """,
                Text(agent.Tenant), Text(agent.Name), Text(model), Texts(texts.Select(text => text.Id.SessionId)),
                Longs(texts.Select(text => text.Id.Seq)), ManyBytes(vectors)),
            EmbeddedReader(),
            ct);

    public Task Fail(
        GrainKey agent, string model, IReadOnlyList<DueText<EntryKey>> texts, TimeSpan? wait, string error,
        CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                """
                update transcript_embedding e
                set attempts = attempts + 1, last_error = $5, due_at = now() + $6::interval,
                    model = case when $6::interval is null then $7 else model end
                from unnest($3::text[], $4::bigint[]) as tried (session_id, seq)
                where e.tenant = $1 and e.agent = $2 and e.session_id = tried.session_id and e.seq = tried.seq
                    and e.due_at is not null
                """,
                Text(agent.Tenant), Text(agent.Name), Texts(texts.Select(text => text.Id.SessionId)),
                Longs(texts.Select(text => text.Id.Seq)), Text(error), Interval(wait), Text(model)),
            ct);

    public Task<int> MarkOutdated(GrainKey agent, string model, int limit, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                """
                update transcript_embedding e set due_at = now(), attempts = 0, last_error = null
                from (
                    select session_id, seq from transcript_embedding
                    where tenant = $1 and agent = $2 and (model < $3 or model > $3) and due_at is null limit $4) old
                where e.tenant = $1 and e.agent = $2 and e.session_id = old.session_id and e.seq = old.seq
                """,
                Text(agent.Tenant), Text(agent.Name), Text(model), Int(limit)),
            ct);

    public Task<ImmutableArray<EmbeddedText<EntryKey>>> Load(
        GrainKey agent, string model, EmbeddedText<EntryKey>? after, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                """
                select session_id, seq, vector, occurred_at from transcript_embedding
                where tenant = $1 and agent = $2
                    and ($4::timestamptz is null or (occurred_at, session_id, seq) < ($4, $5, $6))
                    and model = $3 and vector is not null
                order by occurred_at desc, session_id desc, seq desc limit $7
                """,
                Text(agent.Tenant), Text(agent.Name), Text(model), Time(after?.CreatedAt), Text(after?.Id.SessionId),
                Long(after?.Id.Seq), Int(limit)),
            EmbeddedReader(),
            ct);

    /// <summary>How many embeddings of a tenant are to be made.</summary>
    public Task<long> CountOpen(string tenant, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement(
                "select count(*) from transcript_embedding where tenant = $1 and due_at is not null", Text(tenant)),
            row => row.GetInt64(0),
            ct);

    private static EntryKey KeyOf(NpgsqlDataReader row) => new(row.GetString(0), row.GetInt64(1));

    // The entries of a session share its id, which is their source too.
    private static Func<NpgsqlDataReader, EmbeddedText<EntryKey>> EmbeddedReader()
    {
        var sessions = new Dictionary<string, string>(StringComparer.Ordinal);
        return row =>
        {
            var session = row.GetString(0);
            if (!sessions.TryAdd(session, session))
                session = sessions[session];
            return new EmbeddedText<EntryKey>(
                new EntryKey(session, row.GetInt64(1)), Version, row.GetFieldValue<byte[]>(2), row.Time(3), session, []);
        };
    }
}

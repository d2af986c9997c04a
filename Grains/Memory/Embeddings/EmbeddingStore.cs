using System.Collections.Immutable;
using Npgsql;
using Sanctum.Embeddings;
using Sanctum.Identity;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Memory;

/// <summary>The SQL of <c>memory_embedding</c>, but for what changes with a passage.</summary>
internal sealed class EmbeddingStore(WriteBatcher writes, Database reads) : IVectorRows<Guid>
{
    /// <summary>Texts whose embedding is due, the longest due first.</summary>
    public Task<ImmutableArray<DueText<Guid>>> ListDue(GrainKey agent, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                """
                select e.passage, e.version, e.attempts, p.text
                from memory_embedding e join memory_passage p
                    on p.tenant = e.tenant and p.agent = e.agent and p.id = e.passage
                where e.tenant = $1 and e.agent = $2 and e.due_at <= now()
                order by e.due_at limit $3
                """,
                Text(agent.Tenant), Text(agent.Name), Int(limit)),
            row => new DueText<Guid>(row.GetGuid(0), row.GetInt32(1), row.GetInt32(2), row.GetString(3)),
            ct);

    /// <summary>Whether an embedding of an agent is to be made, now or later.</summary>
    public async Task<bool> IsAnyOpen(GrainKey agent, CancellationToken ct) =>
        await reads.QuerySingleAsync(
            new SqlStatement(
                "select true from memory_embedding where tenant = $1 and agent = $2 and due_at is not null limit 1",
                Text(agent.Tenant), Text(agent.Name)),
            row => row.GetBoolean(0),
            ct);

    /// <summary>Stores vectors of texts that are still of those versions.</summary>
    /// <returns>The passages whose vector was stored.</returns>
    public Task<ImmutableArray<EmbeddedText<Guid>>> Store(
        GrainKey agent, string model, IReadOnlyList<DueText<Guid>> texts, IReadOnlyList<byte[]> vectors, CancellationToken ct) =>
        writes.QueryAsync(
            new SqlStatement(
                $"""
                with stored as (
                    update memory_embedding e
                    set model = $3, vector = made.vector, due_at = null, attempts = 0, last_error = null
                    from unnest($4::uuid[], $5::int[], $6::bytea[]) as made (passage, version, vector)
                    where e.tenant = $1 and e.agent = $2 and e.passage = made.passage and e.version = made.version
                    returning e.passage, e.version, e.vector)
                {SelectEmbedded("stored")}
                """,
                Text(agent.Tenant), Text(agent.Name), Text(model), Uuids(texts.Select(text => text.Id)),
                Ints(texts.Select(text => text.Version)), ManyBytes(vectors)),
            ReadEmbedded,
            ct);

    /// <summary>Has texts of those versions tried again later; a wait of null gives up until the model changes.</summary>
    public Task Fail(
        GrainKey agent, string model, IReadOnlyList<DueText<Guid>> texts, TimeSpan? wait, string error, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                """
                update memory_embedding e
                set attempts = attempts + 1, last_error = $5, due_at = now() + $6::interval,
                    model = case when $6::interval is null then $7 else model end
                from unnest($3::uuid[], $4::int[]) as tried (passage, version)
                where e.tenant = $1 and e.agent = $2 and e.passage = tried.passage and e.version = tried.version
                    and e.due_at is not null
                """,
                Text(agent.Tenant), Text(agent.Name), Uuids(texts.Select(text => text.Id)),
                Ints(texts.Select(text => text.Version)), Text(error), Interval(wait), Text(model)),
            ct);

    /// <summary>Makes embeddings of other models due, some at a time.</summary>
    /// <returns>How many became due.</returns>
    public Task<int> MarkOutdated(GrainKey agent, string model, int limit, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                """
                update memory_embedding set due_at = now(), attempts = 0, last_error = null
                where tenant = $1 and agent = $2 and passage in (
                    select passage from memory_embedding
                    where tenant = $1 and agent = $2 and (model < $3 or model > $3 or model is null) and due_at is null limit $4)
                """,
                Text(agent.Tenant), Text(agent.Name), Text(model), Int(limit)),
            ct);

    /// <summary>A page of the vectors of a model, from the newest passage on.</summary>
    public Task<ImmutableArray<EmbeddedText<Guid>>> Load(
        GrainKey agent, string model, EmbeddedText<Guid>? after, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                """
                select p.id, e.version, e.vector, p.created_at, p.source, p.tags
                from memory_passage p join memory_embedding e
                    on e.tenant = p.tenant and e.agent = p.agent and e.passage = p.id
                where p.tenant = $1 and p.agent = $2 and (p.created_at, p.id) < ($4, $5) and e.model = $3
                    and e.vector is not null
                order by p.created_at desc, p.id desc limit $6
                """,
                Text(agent.Tenant), Text(agent.Name), Text(model), Time(after?.CreatedAt ?? DateTimeOffset.MaxValue),
                Uuid(after?.Id ?? Guid.AllBitsSet), Int(limit)),
            ReadEmbedded,
            ct);

    /// <summary>Agents with an embedding that is due for longer than <paramref name="grace"/>.</summary>
    public Task<ImmutableArray<GrainKey>> FindOverdue(TimeSpan grace, int max, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                """
                select distinct tenant, agent from (
                    select tenant, agent from memory_embedding
                    where due_at < now() - $1::interval order by due_at limit $2 * 50) due
                limit $2
                """,
                Interval(grace), Int(max)),
            row => new GrainKey(row.GetString(0), row.GetString(1)),
            ct);

    /// <summary>How many embeddings of a tenant are to be made.</summary>
    public Task<long> CountOpen(string tenant, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement(
                "select count(*) from memory_embedding where tenant = $1 and due_at is not null", Text(tenant)),
            row => row.GetInt64(0),
            ct);

    private static string SelectEmbedded(string rows) =>
        $"""
        select p.id, e.version, e.vector, p.created_at, p.source, p.tags
        from {rows} e join memory_passage p on p.tenant = $1 and p.agent = $2 and p.id = e.passage
        """;

    private static EmbeddedText<Guid> ReadEmbedded(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetInt32(1), row.GetFieldValue<byte[]>(2), row.Time(3), row.GetString(4),
        row.GetFieldValue<string[]>(5));
}

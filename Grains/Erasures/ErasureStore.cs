using System.Collections.Immutable;
using Npgsql;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Storage;
using Sanctum.Traces;
using static Sanctum.Storage.Sql;

namespace Sanctum.Erasures;

/// <summary>The SQL of <c>person_erasure</c>.</summary>
internal sealed class ErasureStore(WriteBatcher writes, Database reads)
{
    private const string Columns = "id, state, people, requested_by, error, created_at, ended_at";

    /// <summary>Creates an erasure, with the person's profiles as its first traces.</summary>
    public Task Create(
        string tenant, Guid id, ImmutableArray<(string Platform, string ProfileId)> profiles, IEnumerable<string> people,
        string actor, DateTimeOffset now, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                $"""
                with made as (
                    insert into person_erasure (tenant, id, people, requested_by, due_at, created_at)
                    values ($1, $2, $3, $4, now(), $5) on conflict (tenant, id) do nothing
                    returning id),
                {TraceStore.Begin("made", "$6", "$7")}
                update person_erasure set due_at = due_at where tenant = $1 and id = $2 and false
                """,
                Text(tenant), Uuid(id), Texts(people), Text(actor), Time(now),
                Texts(profiles.Select(profile => profile.Platform)), Texts(profiles.Select(profile => profile.ProfileId))),
            ct);

    /// <summary>An erasure; null if there is none.</summary>
    public async Task<PersonErasure?> Find(string tenant, Guid id, CancellationToken ct) =>
        (await reads.QueryAsync(
            new SqlStatement(
                $"select {Columns} from person_erasure where tenant = $1 and id = $2", Text(tenant), Uuid(id)),
            Read,
            ct)).FirstOrDefault();

    /// <summary>The newest erasure of one of these people, open ones first; null if there is none.</summary>
    public async Task<PersonErasure?> FindOf(string tenant, IEnumerable<string> people, CancellationToken ct) =>
        (await reads.QueryAsync(
            new SqlStatement(
                $"""
                select {Columns} from person_erasure where tenant = $1 and people && $2
                order by ended_at is not null, id desc limit 1
                """,
                Text(tenant), Texts(people)),
            Read,
            ct)).FirstOrDefault();

    /// <summary>How many are open.</summary>
    public Task<long> CountOpen(string tenant, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement("select count(*) from person_erasure where tenant = $1 and ended_at is null", Text(tenant)),
            row => row.GetInt64(0),
            ct);

    /// <summary>Erasures behind one of them, newest first; their ids are in the order of time.</summary>
    public Task<ImmutableArray<PersonErasure>> List(string tenant, Guid? after, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"""
                select {Columns} from person_erasure where tenant = $1 and ($2::uuid is null or id < $2)
                order by id desc limit $3
                """,
                Text(tenant), Uuid(after), Int(limit)),
            Read,
            ct);

    /// <summary>The receipt; null before there is one.</summary>
    public Task<string?> ReadReceipt(string tenant, Guid id, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement("select receipt from person_erasure where tenant = $1 and id = $2", Text(tenant), Uuid(id)),
            row => row.TextOrNull(0),
            ct);

    /// <summary>Begins the next attempt of the oldest open erasure that is due; null if there is none.</summary>
    public async Task<PersonErasure?> Begin(string tenant, CancellationToken ct)
    {
        var begun = await writes.QueryAsync(
            new SqlStatement(
                $"""
                update person_erasure set state = 'running', attempts = attempts + 1, due_at = now()
                where tenant = $1 and id = (
                    select id from person_erasure where tenant = $1 and ended_at is null and due_at <= now()
                    order by id limit 1)
                returning {Columns}
                """,
                Text(tenant)),
            Read,
            ct);
        return begun.IsEmpty ? null : begun[0];
    }

    /// <summary>An erasure advances, so that the lifeline lets it be.</summary>
    public Task Touch(string tenant, Guid id, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                "update person_erasure set due_at = now() where tenant = $1 and id = $2 and ended_at is null", Text(tenant),
                Uuid(id)),
            ct);

    /// <summary>Schedules the next attempt of an open erasure.</summary>
    public Task Retry(string tenant, Guid id, TimeSpan wait, string error, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                """
                update person_erasure set state = 'pending', due_at = now() + $3::interval, error = $4
                where tenant = $1 and id = $2 and ended_at is null
                """,
                Text(tenant), Uuid(id), Interval(wait), Text(FailureText.Of(error))),
            ct);

    /// <summary>Ends an open erasure with its receipt, and removes its traces.</summary>
    public Task Complete(string tenant, Guid id, string receipt, DateTimeOffset now, CancellationToken ct) =>
        writes.ExecuteAsync(
            new SqlStatement(
                $"""
                with {TraceStore.End}
                update person_erasure set state = 'done', error = null, due_at = null, ended_at = $3, receipt = $4
                where tenant = $1 and id = $2 and ended_at is null
                """,
                Text(tenant), Uuid(id), Time(now), Text(receipt)),
            ct);

    /// <summary>Tenants with an erasure that is due for longer than <paramref name="grace"/>.</summary>
    public Task<ImmutableArray<GrainKey>> FindOverdue(TimeSpan grace, int max, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                """
                select distinct tenant from (
                    select tenant from person_erasure where due_at < now() - $1::interval order by due_at limit $2) due
                """,
                Interval(grace), Int(max)),
            row => new GrainKey(row.GetString(0), ErasureReferences.Name),
            ct);

    private static PersonErasure Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), Enum.Parse<PersonErasureState>(row.GetString(1), ignoreCase: true),
        [.. row.GetFieldValue<string[]>(2)], row.GetString(3), row.TextOrNull(4), [], row.Time(5), row.TimeOrNull(6));
}

using System.Collections.Immutable;
using Npgsql;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Policies;

/// <summary>The SQL of <c>policy_document</c>.</summary>
internal sealed class PolicyStore(WriteBatcher writes, Database reads)
{
    private const string Columns = "name, version, document, description, created_at";

    /// <summary>The newest version of every name, deleted ones too.</summary>
    public Task<ImmutableArray<PolicyVersion>> Load(string tenant, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"select distinct on (name) {Columns} from policy_document where tenant = $1 order by name, version desc",
                Text(tenant)),
            Read,
            ct);

    /// <summary>Versions of one name, newest first.</summary>
    public Task<ImmutableArray<PolicyVersion>> List(string tenant, string name, int? before, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"""
                select {Columns} from policy_document where tenant = $1 and name = $2 and version < coalesce($3, 2147483647)
                order by version desc limit $4
                """,
                Text(tenant), Text(name), Int(before), Int(limit)),
            Read,
            ct);

    /// <summary>One version, or null.</summary>
    public Task<PolicyVersion?> Find(string tenant, string name, int version, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement(
                $"select {Columns} from policy_document where tenant = $1 and name = $2 and version = $3",
                Text(tenant), Text(name), Int(version)),
            Read,
            ct);

    /// <summary>Adds a version.</summary>
    /// <returns>Its row; null if the version is there already.</returns>
    public Task<PolicyVersion?> Add(
        string tenant, string name, int version, string? document, string description, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                insert into policy_document (tenant, name, version, document, description) values ($1, $2, $3, $4, $5)
                on conflict do nothing returning {Columns}
                """,
                Text(tenant), Text(name), Int(version), Text(document), Text(description)),
            Read,
            ct);

    private static PolicyVersion Read(NpgsqlDataReader row) =>
        new(row.GetString(0), row.GetInt32(1), row.TextOrNull(2), row.GetString(3), row.Time(4));
}

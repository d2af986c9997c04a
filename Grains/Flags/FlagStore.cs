using System.Collections.Immutable;
using Npgsql;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Flags;

/// <summary>The SQL of <c>feature_flag</c>.</summary>
internal sealed class FlagStore(WriteBatcher writes, Database reads)
{
    private const string Columns = "name, is_on, description, version, changed_at";

    /// <summary>All flags of a tenant, by name.</summary>
    public Task<ImmutableArray<FeatureFlag>> Load(string tenant, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement($"select {Columns} from feature_flag where tenant = $1 order by name", Text(tenant)), Read, ct);

    /// <summary>Writes a flag whose version is the one before <paramref name="version"/>, or that is none yet.</summary>
    /// <returns>Its row; null if it has another version.</returns>
    public Task<FeatureFlag?> Put(
        string tenant, string name, bool isOn, string description, int version, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                insert into feature_flag as present (tenant, name, is_on, description, version) values ($1, $2, $3, $4, $5)
                on conflict (tenant, name) do update set is_on = excluded.is_on, description = excluded.description,
                    version = excluded.version, changed_at = now()
                where present.version = excluded.version - 1
                returning {Columns}
                """,
                Text(tenant), Text(name), Bool(isOn), Text(description), Int(version)),
            Read,
            ct);

    /// <summary>Deletes a flag.</summary>
    /// <returns>Its last row; null if it has another version.</returns>
    public Task<FeatureFlag?> Delete(string tenant, string name, int version, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                $"delete from feature_flag where tenant = $1 and name = $2 and version = $3 returning {Columns}",
                Text(tenant), Text(name), Int(version)),
            Read,
            ct);

    private static FeatureFlag Read(NpgsqlDataReader row) =>
        new(row.GetString(0), row.GetBoolean(1), row.GetString(2), row.GetInt32(3), row.Time(4));
}

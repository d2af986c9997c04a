using System.Collections.Immutable;
using System.Text.Json;
using Npgsql;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Configuration;

/// <summary>The SQL of <c>configuration_version</c>.</summary>
internal sealed class ConfigurationStore(WriteBatcher writes, Database reads)
{
    private const string Columns = "version, settings::text, actor, created_at";

    /// <summary>One version, or the newest; null if there is none.</summary>
    public Task<ConfigurationVersion?> Find(string tenant, int? version, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement(
                $"""
                select {Columns} from configuration_version where tenant = $1 and version = coalesce($2, version)
                order by version desc limit 1
                """,
                Text(tenant), Int(version)),
            Read,
            ct);

    /// <summary>Versions before one, newest first.</summary>
    public Task<ImmutableArray<ConfigurationVersion>> List(string tenant, int? before, int limit, CancellationToken ct) =>
        reads.QueryAsync(
            new SqlStatement(
                $"""
                select {Columns} from configuration_version where tenant = $1 and version < coalesce($2, 2147483647)
                order by version desc limit $3
                """,
                Text(tenant), Int(before), Int(limit)),
            Read,
            ct);

    /// <summary>Adds a version.</summary>
    /// <returns>Its row; null if the version is there already.</returns>
    public Task<ConfigurationVersion?> Add(
        string tenant, int version, ImmutableArray<LiveSetting> settings, string actor, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                insert into configuration_version (tenant, version, settings, actor) values ($1, $2, $3, $4)
                on conflict do nothing returning {Columns}
                """,
                Text(tenant), Int(version), Json(Write(settings)), Text(actor)),
            Read,
            ct);

    private static string Write(ImmutableArray<LiveSetting> settings) =>
        JsonSerializer.Serialize(settings.ToDictionary(setting => setting.Name, setting => setting.Value));

    private static ConfigurationVersion Read(NpgsqlDataReader row)
    {
        var settings = JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(1))!;
        return new ConfigurationVersion(
            row.GetInt32(0),
            [
                .. settings.Select(setting => new LiveSetting(setting.Key, setting.Value))
                    .OrderBy(setting => setting.Name, StringComparer.Ordinal),
            ],
            row.GetString(2), row.Time(3));
    }
}

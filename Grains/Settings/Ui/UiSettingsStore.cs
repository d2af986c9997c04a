using System.Text.Json;
using Npgsql;
using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Settings;

/// <summary>The SQL of <c>ui_settings</c>.</summary>
internal sealed class UiSettingsStore(WriteBatcher writes, Database reads)
{
    private const string Columns = "version, document::text, actor, created_at";

    /// <summary>One version, or the newest; null if there is none.</summary>
    public Task<UiSettings?> Find(string tenant, int? version, CancellationToken ct) =>
        reads.QuerySingleAsync(
            new SqlStatement(
                $"""
                select {Columns} from ui_settings where tenant = $1 and version = coalesce($2, version)
                order by version desc limit 1
                """,
                Text(tenant), Int(version)),
            Read,
            ct);

    /// <summary>Adds a version.</summary>
    /// <returns>Its row; null if the version is there already.</returns>
    public Task<UiSettings?> Add(string tenant, int version, string document, string actor, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                insert into ui_settings (tenant, version, document, actor) values ($1, $2, $3, $4)
                on conflict do nothing returning {Columns}
                """,
                Text(tenant), Int(version), Json(document), Text(actor)),
            Read,
            ct);

    private static UiSettings Read(NpgsqlDataReader row)
    {
        var document = row.GetString(1);
        return new UiSettings(row.GetInt32(0), document, MaxUploadBytes(document), row.GetString(2), row.Time(3));
    }

    private static long? MaxUploadBytes(string document)
    {
        using var fields = JsonDocument.Parse(document);
        return fields.RootElement.TryGetProperty("uploads", out var uploads)
            && uploads.TryGetProperty("maxBytes", out var bytes)
            ? bytes.GetInt64()
            : null;
    }
}

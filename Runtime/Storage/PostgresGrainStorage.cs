using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Storage;

namespace Sanctum.Runtime.Storage;

/// <summary>
/// Grain states as rows of <c>grain_state</c>, each a readable JSON document, the same rows that a cluster reads and writes.
/// The ETag is the row's version; a write names the version that it replaces.
/// </summary>
internal sealed class PostgresGrainStorage(
    NpgsqlDataSource database, IOptions<ClusterOptions> cluster, IOptions<GrainStateJson> json) : IGrainStorage
{
    private readonly JsonSerializerOptions _json = json.Value.Options;

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await using var command = Command(
            "select payload::text, version from grain_state where service_id = $1 and state_name = $2 and grain_key = $3", stateName, grainId);
        await using var reader = await command.ExecuteReaderAsync();
        var exists = await reader.ReadAsync();
        var payload = exists && !reader.IsDBNull(0) ? reader.GetString(0) : null;
        grainState.ETag = exists ? reader.GetInt32(1).ToString(CultureInfo.InvariantCulture) : null;
        grainState.RecordExists = payload is not null;
        grainState.State = payload is null ? default : JsonSerializer.Deserialize<T>(payload, _json);
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Replace(stateName, grainId, grainState, JsonSerializer.Serialize(grainState.State, _json));
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await Replace(stateName, grainId, grainState, payload: null);
        grainState.RecordExists = false;
        grainState.State = default;
    }

    private async Task Replace<T>(string stateName, GrainId grainId, IGrainState<T> grainState, string? payload)
    {
        await using var command = Command(
            """
            insert into grain_state as present (service_id, state_name, grain_key, payload, version)
            select $1, $2, $3, $4, 1 where $5::int is null
            on conflict (service_id, state_name, grain_key) do nothing
            returning version
            """,
            stateName, grainId);
        if (grainState.ETag is not null)
        {
            command.CommandText =
                """
                update grain_state set payload = $4, version = version + 1, modified_at = now()
                where service_id = $1 and state_name = $2 and grain_key = $3 and version = $5
                returning version
                """;
        }
        command.Parameters.Add(new NpgsqlParameter { Value = payload ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new NpgsqlParameter
        {
            Value = grainState.ETag is { } etag ? int.Parse(etag, CultureInfo.InvariantCulture) : DBNull.Value,
            NpgsqlDbType = NpgsqlDbType.Integer,
        });
        if (await command.ExecuteScalarAsync() is not int version)
            throw new InconsistentStateException($"State '{stateName}' of {grainId} was changed by another activation.", "another", grainState.ETag ?? "none");
        grainState.ETag = version.ToString(CultureInfo.InvariantCulture);
    }

    private NpgsqlCommand Command(string sql, string stateName, GrainId grainId)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = cluster.Value.ServiceId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stateName });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = grainId.Key });
        return command;
    }
}

/// <summary>How grain states become JSON; the cluster's storage serializer is given the same.</summary>
public sealed class GrainStateJson
{
    /// <summary>The serializer's options.</summary>
    public JsonSerializerOptions Options { get; set; } = new();
}

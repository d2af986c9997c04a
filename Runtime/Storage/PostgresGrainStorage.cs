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
    private const string Select = "select payload::text, version from grain_state where service_id = $1 and state_name = $2 and grain_key = $3";

    private const string SelectVersion = "select version from grain_state where service_id = $1 and state_name = $2 and grain_key = $3";

    private const string Insert =
        """
        insert into grain_state (service_id, state_name, grain_key, payload, version) values ($1, $2, $3, $4, 1)
        on conflict (service_id, state_name, grain_key) do nothing
        returning version
        """;

    private const string Update =
        """
        update grain_state set payload = $4, version = version + 1, modified_at = now()
        where service_id = $1 and state_name = $2 and grain_key = $3 and version = $5
        returning version
        """;

    private readonly JsonSerializerOptions _json = json.Value.Options;

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await using var command = Command(Select, stateName, grainId);
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
        // Who has never read the state clears whatever is there, and leaves no row where none was: as the cluster's provider does.
        if (grainState.ETag is null)
        {
            await ReadStateAsync(stateName, grainId, grainState);
            if (!grainState.RecordExists)
                return;
        }
        await Replace(stateName, grainId, grainState, payload: null);
        grainState.RecordExists = false;
        grainState.State = default;
    }

    private async Task Replace<T>(string stateName, GrainId grainId, IGrainState<T> grainState, string? payload)
    {
        await using var command = grainState.ETag is { } etag
            ? Command(Update, stateName, grainId, Payload(payload), new NpgsqlParameter<int> { TypedValue = int.Parse(etag, CultureInfo.InvariantCulture) })
            : Command(Insert, stateName, grainId, Payload(payload));
        if (await command.ExecuteScalarAsync() is not int version)
            throw await Conflict(stateName, grainId, grainState.ETag);
        grainState.ETag = version.ToString(CultureInfo.InvariantCulture);
    }

    private async Task<InconsistentStateException> Conflict(string stateName, GrainId grainId, string? expected)
    {
        await using var command = Command(SelectVersion, stateName, grainId);
        var stored = await command.ExecuteScalarAsync() as int?;
        return new InconsistentStateException(
            $"State '{stateName}' of {grainId} was changed by another activation.",
            stored?.ToString(CultureInfo.InvariantCulture) ?? "none", expected ?? "none");
    }

    private static NpgsqlParameter Payload(string? json) => new() { Value = json ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb };

    private NpgsqlCommand Command(string sql, string stateName, GrainId grainId, params ReadOnlySpan<NpgsqlParameter> more)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = cluster.Value.ServiceId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stateName });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = grainId.Key });
        foreach (var parameter in more)
            command.Parameters.Add(parameter);
        return command;
    }
}

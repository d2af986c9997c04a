using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Sanctum.Runtime.Reminders;

/// <summary>Reminders as rows of <c>grain_reminder</c>, the same rows that a cluster reads and writes.</summary>
internal sealed class PostgresReminderTable(NpgsqlDataSource database, IOptions<ClusterOptions> cluster) : IReminderTable
{
    private const string Columns = "select grain_id, reminder_name, start_time, period_ms from grain_reminder where service_id = $1";

    public async Task Upsert(ReminderRow row)
    {
        await using var command = database.CreateCommand(
            """
            insert into grain_reminder (service_id, grain_id, reminder_name, start_time, period_ms, grain_hash, version)
            values ($1, $2, $3, $4, $5, $6, 0)
            on conflict (service_id, grain_id, reminder_name) do update
            set start_time = excluded.start_time, period_ms = excluded.period_ms, grain_hash = excluded.grain_hash,
                version = grain_reminder.version + 1
            """);
        Add(command, cluster.Value.ServiceId, row.Grain.ToString(), row.ReminderName, row.StartAt, (long)row.Period.TotalMilliseconds, RingHash.Of(row.Grain));
        await command.ExecuteNonQueryAsync();
    }

    public async Task Delete(GrainId grain, string name)
    {
        await using var command = database.CreateCommand("delete from grain_reminder where service_id = $1 and grain_id = $2 and reminder_name = $3");
        Add(command, cluster.Value.ServiceId, grain.ToString(), name);
        await command.ExecuteNonQueryAsync();
    }

    public Task<IReadOnlyList<ReminderRow>> ReadAll() => Read(Columns, cluster.Value.ServiceId);

    public Task<IReadOnlyList<ReminderRow>> Read(GrainId grain) => Read($"{Columns} and grain_id = $2", cluster.Value.ServiceId, grain.ToString());

    private async Task<IReadOnlyList<ReminderRow>> Read(string sql, params object[] parameters)
    {
        await using var command = database.CreateCommand(sql);
        Add(command, parameters);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<ReminderRow>();
        while (await reader.ReadAsync())
            rows.Add(new ReminderRow(ParseGrain(reader.GetString(0)), reader.GetString(1), reader.GetDateTime(2), TimeSpan.FromMilliseconds(reader.GetInt64(3))));
        return rows;
    }

    private static void Add(NpgsqlCommand command, params object[] values)
    {
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
    }

    // A row of no known form must not keep the others from ticking: as the id of a grain type that is not there, it fails alone.
    private static GrainId ParseGrain(string text) =>
        text.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? new GrainId(text[..slash], text[(slash + 1)..]) : new GrainId(text, "");
}

using Sanctum.Storage;
using static Sanctum.Storage.Sql;

namespace Sanctum.Settings;

/// <summary>The SQL of <c>message_mode</c>.</summary>
internal sealed class MessageModeStore(WriteBatcher writes, Database reads)
{
    private const string Columns = "mode, revision, since";

    /// <summary>The mode that an operator chose, or null.</summary>
    public Task<MessageModeState?> Find(string tenant, CancellationToken ct) =>
        reads.QuerySingleAsync(new SqlStatement($"select {Columns} from message_mode where tenant = $1", Text(tenant)), Read, ct);

    /// <summary>Chooses a mode. One that is chosen already keeps its revision and its beginning.</summary>
    public Task<MessageModeState?> Set(string tenant, MessageMode mode, CancellationToken ct) =>
        writes.QuerySingleAsync(
            new SqlStatement(
                $"""
                insert into message_mode as present (tenant, mode) values ($1, $2)
                on conflict (tenant) do update set mode = excluded.mode,
                    revision = present.revision + (present.mode <> excluded.mode)::int,
                    since = case when present.mode = excluded.mode then present.since else excluded.since end
                returning {Columns}
                """,
                Text(tenant), Text(mode.ToString().ToLowerInvariant())),
            Read,
            ct);

    private static MessageModeState Read(Npgsql.NpgsqlDataReader row) =>
        new(Enum.Parse<MessageMode>(row.GetString(0), ignoreCase: true), row.GetInt64(1), row.Time(2));
}

using Npgsql;

namespace Sanctum.Failover.Outcome;

/// <summary>A message as the database knows it in the end.</summary>
/// <param name="Key">The key that its client gave.</param>
/// <param name="Status">What became of it.</param>
/// <param name="EnqueuedAt">When it was committed.</param>
/// <param name="FinishedAt">When its reply was.</param>
/// <param name="Crashes">Leases that were lost.</param>
/// <param name="Attempts">Attempts that failed.</param>
/// <param name="UserEntries">Entries with the message itself.</param>
/// <param name="Replies">Entries that end its turn.</param>
/// <param name="Reply">The text of one of them.</param>
internal sealed record MessageRow(
    string Key, string Status, DateTimeOffset EnqueuedAt, DateTimeOffset? FinishedAt, int Crashes, int Attempts, long UserEntries,
    long Replies, string? Reply)
{
    public TimeSpan? Time => FinishedAt - EnqueuedAt;

    public override string ToString() =>
        $"{EnqueuedAt:HH:mm:ss.fff} {Key}: {Status} after {Time?.TotalSeconds:0.0} s, {UserEntries} user entries, " +
        $"{Replies} replies, {Crashes} leases lost, {Attempts} attempts failed";
}

/// <summary>An entry of a transcript.</summary>
/// <param name="Session">Its session.</param>
/// <param name="Seq">Its place.</param>
/// <param name="At">When its transaction began.</param>
internal sealed record EntryRow(string Session, long Seq, DateTimeOffset At)
{
    public override string ToString() => $"{At:HH:mm:ss.fff} {Session}: entry {Seq}";
}

/// <summary>What the database holds.</summary>
internal sealed class Rows(string database) : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(database);

    public Task<List<MessageRow>> Messages() => Read(
        """
        select q.notification_id, q.status, q.enqueued_at, q.finished_at, q.crashes, q.attempts,
               count(e.*) filter (where e.role = 'user'),
               count(e.*) filter (where e.role = 'assistant' and e.stop_reason is not null),
               min(e.content) filter (where e.role = 'assistant' and e.stop_reason is not null)
        from queue_item q left join transcript_entry e on e.turn_id = q.id
        group by q.id
        """,
        row => new MessageRow(
            row.GetString(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2),
            row.IsDBNull(3) ? null : row.GetFieldValue<DateTimeOffset>(3),
            row.GetInt32(4), row.GetInt32(5), row.GetInt64(6), row.GetInt64(7), row.IsDBNull(8) ? null : row.GetString(8)));

    public Task<List<EntryRow>> Entries() => Read(
        "select session_id, seq, occurred_at from transcript_entry order by session_id, seq",
        row => new EntryRow(row.GetString(0), row.GetInt64(1), row.GetFieldValue<DateTimeOffset>(2)));

    /// <summary>Messages that were written into a transcript more than once, whatever their key.</summary>
    public Task<List<string>> DoubledTexts() => Read(
        "select session_id || ': ' || content from transcript_entry where role = 'user' group by session_id, content " +
        "having count(*) > 1",
        row => row.GetString(0));

    /// <summary>Work that is not over: queue items, posts and tool calls.</summary>
    public async Task<long> Open() => (await Read(
        """
        select (select count(*) from queue_item where status in ('new', 'processing'))
             + (select count(*) from outbox where status in ('pending', 'posting'))
             + (select count(*) from tool_run where finished_at is null)
        """,
        row => row.GetInt64(0)))[0];

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private async Task<List<T>> Read<T>(string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var command = _source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
            rows.Add(read(reader));
        return rows;
    }
}

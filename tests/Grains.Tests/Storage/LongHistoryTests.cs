using Sanctum.Queues;
using Sanctum.Testing;

namespace Sanctum.Storage;

/// <summary>
/// What a turn costs must not grow with the turns before it, also while the database knows nothing about its tables yet.
/// </summary>
public sealed class LongHistoryTests : IAsyncLifetime
{
    private const int Turns = 200;
    private const int MaxRowsPerTurn = 30;
    private readonly SanctumHost _host = new();

    // Sweeps read too, and how often they do depends on how long the test takes.
    public Task InitializeAsync() => _host.Start(("Sanctum:Queue:SweepInterval", "00:01:00"));

    public Task DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_turn_reads_no_more_rows_after_a_long_history_than_at_its_start()
    {
        var agent = await _host.NewAgent();
        var session = SanctumHost.NewSession();
        // Statistics of a table with three rows would let it be scanned until those of a longer one come, a minute later.
        foreach (var table in new[] { "queue_item", "outbox", "transcript_entry" })
            await _host.Execute($"alter table {table} set (autovacuum_enabled = false)");
        for (var turn = 0; turn < Turns; turn++)
        {
            var item = await _host.Send(agent, session, "hello", id: $"n-{turn}");
            await _host.Send(agent, session, "hello", id: $"n-{turn}");
            await Eventually.Get(
                (
                    ) => _host.Queue(agent).WaitForOutcome(item, TimeSpan.FromSeconds(1),
                    CancellationToken.None), outcome => outcome is { Status: QueueItemStatus.Done });
        }

        var read = await Eventually.Get(
            () => _host.Count(
                "select sum(idx_tup_read)::bigint from pg_stat_user_indexes " +
                "where relname in ('queue_item', 'outbox', 'transcript_entry')"),
            rows => rows > Turns);
        Assert.True(read is >= Turns and <= Turns * MaxRowsPerTurn, $"{read} rows were read: {await ReadByIndex()}");
    }

    private async Task<string> ReadByIndex()
    {
        await using var command = _host.Rows.CreateCommand(
            """
            select string_agg(indexrelname || ' ' || idx_tup_read, ', ' order by idx_tup_read desc) from pg_stat_user_indexes
            where relname in ('queue_item', 'outbox', 'transcript_entry') and idx_tup_read > 0
            """);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}

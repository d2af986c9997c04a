using System.Data;
using Npgsql;

namespace Sanctum.Storage;

/// <summary>Commits groups of writes, one after the other, on a connection of its own that it opens again after it broke.</summary>
internal sealed class GroupWriter(NpgsqlDataSource source, TimeSpan timeout) : IAsyncDisposable
{
    // Writes look rows up by key. While tables are new a planner would as gladly read them whole, and would keep that plan. The driver's
    // limit is that of a whole group here; the server's, of one statement, would blame whichever happens to run.
    private const string LookUpByKey = "set enable_seqscan = off; set enable_mergejoin = off; set jit = off; set statement_timeout = 0";

    private NpgsqlConnection? _connection;

    public async ValueTask DisposeAsync()
    {
        if (_connection is null)
            return;
        // Nobody else wants a connection with these settings, nor, after an outage, one that is as old.
        source.Clear();
        await _connection.DisposeAsync();
        _connection = null;
    }

    /// <summary>Runs the writes in one transaction and, once it is committed, hands each its outcome.</summary>
    public async Task Commit(IReadOnlyList<PendingWrite> group)
    {
        try
        {
            await Connect();
            await Run(group, _connection!);
        }
        catch (Exception exception) when (StorageFailure.IsOutage(exception) || _connection is { State: not ConnectionState.Open })
        {
            await DisposeAsync();
            throw;
        }
    }

    private async Task Connect()
    {
        if (_connection is not null)
            return;
        _connection = await source.OpenConnectionAsync();
        await using var settings = new NpgsqlCommand(LookUpByKey, _connection);
        await settings.ExecuteNonQueryAsync();
    }

    // Without error barriers the commands of a batch are one transaction, sent and committed in one round trip.
    private async Task Run(IReadOnlyList<PendingWrite> group, NpgsqlConnection connection)
    {
        var kinds = group.GroupBy(write => write.Kind).Select(IReadOnlyList<PendingWrite> (alike) => [.. alike]).ToArray();
        await using var batch = new NpgsqlBatch(connection) { Timeout = (int)timeout.TotalSeconds };
        foreach (var alike in kinds)
            batch.BatchCommands.Add(alike[0].ToCommand(alike));
        await using (var reader = await batch.ExecuteReaderAsync())
        {
            // A statement without rows yields no result set here: sets are matched to the statements that have columns.
            foreach (var alike in kinds.Where(alike => alike[0].HasRows))
            {
                await alike[0].Read(reader, alike);
                await reader.NextResultAsync();
            }
            // To the very end: a later statement's error, or that of the commit itself, arrives only here.
            while (await reader.NextResultAsync())
            {
            }
        }
        for (var i = 0; i < kinds.Length; i++)
        {
            foreach (var write in kinds[i])
                write.Committed(batch.BatchCommands[i].RecordsAffected);
        }
    }
}

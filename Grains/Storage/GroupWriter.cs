using Npgsql;

namespace Sanctum.Storage;

/// <summary>Commits groups of writes, one after the other, on a connection of its own that it opens again after it broke.</summary>
internal sealed class GroupWriter(NpgsqlDataSource source, TimeSpan timeout) : IAsyncDisposable
{
    private NpgsqlConnection? _connection;

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
    }

    /// <summary>Runs the writes in one transaction and, once it is committed, hands each its outcome.</summary>
    public async Task Commit(IReadOnlyList<PendingWrite> group)
    {
        try
        {
            await Run(group, _connection ??= await source.OpenConnectionAsync());
        }
        catch (Exception exception) when (StorageFailure.IsOutage(exception))
        {
            await DisposeAsync();
            _connection = null;
            throw;
        }
    }

    // Without error barriers the statements of a batch are one transaction, sent and committed in one round trip.
    private async Task Run(IReadOnlyList<PendingWrite> group, NpgsqlConnection connection)
    {
        await using var batch = new NpgsqlBatch(connection) { Timeout = (int)timeout.TotalSeconds };
        foreach (var write in group)
            batch.BatchCommands.Add(write.Statement.ToBatchCommand());
        await using (var reader = await batch.ExecuteReaderAsync())
        {
            // A statement without rows yields no result set here: sets are matched to the statements that have columns.
            foreach (var write in group)
            {
                if (!write.HasRows)
                    continue;
                await write.Read(reader);
                await reader.NextResultAsync();
            }
            // To the very end: a later statement's error, or that of the commit itself, arrives only here.
            while (await reader.NextResultAsync())
            {
            }
        }
        for (var i = 0; i < group.Count; i++)
            group[i].Committed(batch.BatchCommands[i].RecordsAffected);
    }
}

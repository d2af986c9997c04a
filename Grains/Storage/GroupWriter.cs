using System.Data;
using System.Diagnostics;
using Npgsql;

namespace Sanctum.Storage;

/// <summary>
/// Commits groups of writes, one after the other, on a private connection that it opens again after it broke.
/// </summary>
internal sealed class GroupWriter(NpgsqlDataSource source, TimeSpan timeout) : IAsyncDisposable
{
    // Writes look rows up by key. While tables are new a planner would as gladly read them whole, and would keep that plan. The
    // driver's limit is that of a whole group here; the server's, of one statement, would blame whichever happens to run.
    private const string LookUpByKey =
        "set enable_seqscan = off; set enable_mergejoin = off; set jit = off; set statement_timeout = 0";

    /// <summary>
    /// How long after a commit its connection is used again without a look: longer than a turn's writes are apart, shorter than a
    /// restart takes.
    /// </summary>
    public static readonly TimeSpan TrustedFor = TimeSpan.FromMilliseconds(20);

    private NpgsqlConnection? _connection;
    private long _usedAt;

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
            _usedAt = Stopwatch.GetTimestamp();
        }
        catch (Exception exception) when (
            StorageFailure.IsOutage(exception) || _connection is { State: not ConnectionState.Open })
        {
            await DisposeAsync();
            throw;
        }
    }

    // A write is never repeated, so it is sent only on a connection that lives.
    private async Task Connect()
    {
        if (_connection is not null && (Stopwatch.GetElapsedTime(_usedAt) < TrustedFor || await Try("select 1", _connection)))
            return;
        await DisposeAsync();
        _connection = await source.OpenConnectionAsync();
        if (await Try(LookUpByKey, _connection))
            return;
        // What the pool had was dead, and so is the rest of it.
        await DisposeAsync();
        _connection = await source.OpenConnectionAsync();
        await Execute(LookUpByKey, _connection);
    }

    private static async Task<bool> Try(string command, NpgsqlConnection connection)
    {
        try
        {
            await Execute(command, connection);
            return true;
        }
        catch (Exception exception) when (StorageFailure.IsDeadConnection(exception))
        {
            return false;
        }
    }

    private static async Task Execute(string command, NpgsqlConnection connection)
    {
        await using var statement = new NpgsqlCommand(command, connection);
        await statement.ExecuteNonQueryAsync();
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

using System.Collections.Immutable;
using Npgsql;
using Sanctum.Errors;

namespace Sanctum.Storage;

/// <summary>
/// Reads, and nothing but reads: a statement whose connection turns out to be dead runs once more on a new one, so a restart of
/// the database fails nobody who asks after it. A database that cannot be reached is a <see cref="StorageUnavailableException"/>,
/// at once.
/// </summary>
public sealed class Database(NpgsqlDataSource source)
{
    /// <summary>The first row, or the default.</summary>
    public async Task<T?> QuerySingleAsync<T>(
        SqlStatement statement, Func<NpgsqlDataReader, T> read, CancellationToken ct = default)
    {
        var rows = await QueryAsync(statement, read, ct);
        return rows.IsEmpty ? default : rows[0];
    }

    /// <summary>Every row.</summary>
    public async Task<ImmutableArray<T>> QueryAsync<T>(
        SqlStatement statement, Func<NpgsqlDataReader, T> read, CancellationToken ct = default)
    {
        try
        {
            return await source.ReadOnLiveConnection(connection => Run(connection, statement, read, ct), ct);
        }
        catch (Exception exception) when (StorageFailure.IsOutage(exception))
        {
            throw StorageFailure.Unavailable(exception);
        }
        catch (PostgresException exception) when (
            exception.SqlState == PostgresErrorCodes.QueryCanceled && !ct.IsCancellationRequested)
        {
            throw StorageFailure.TookTooLong(exception);
        }
    }

    private static async Task<ImmutableArray<T>> Run<T>(
        NpgsqlConnection connection, SqlStatement statement, Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(statement.Text, connection);
        foreach (var parameter in statement.Parameters)
            command.Parameters.Add(parameter.Collection is null ? parameter : parameter.Clone());
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = ImmutableArray.CreateBuilder<T>();
        while (await reader.ReadAsync(ct))
            rows.Add(read(reader));
        return rows.DrainToImmutable();
    }
}

using System.Collections.Immutable;
using Npgsql;
using Sanctum.Errors;

namespace Sanctum.Storage;

/// <summary>Reads. A database that cannot be reached is a <see cref="StorageUnavailableException"/>, at once.</summary>
public sealed class Database(NpgsqlDataSource source)
{
    /// <summary>The first row, or the default.</summary>
    public async Task<T?> QuerySingleAsync<T>(SqlStatement statement, Func<NpgsqlDataReader, T> read, CancellationToken ct = default)
    {
        var rows = await QueryAsync(statement, read, ct);
        return rows.IsEmpty ? default : rows[0];
    }

    /// <summary>Every row.</summary>
    public async Task<ImmutableArray<T>> QueryAsync<T>(SqlStatement statement, Func<NpgsqlDataReader, T> read, CancellationToken ct = default)
    {
        try
        {
            await using var command = source.CreateCommand(statement.Text);
            command.Parameters.AddRange(statement.Parameters);
            await using var reader = await command.ExecuteReaderAsync(ct);
            var rows = ImmutableArray.CreateBuilder<T>();
            while (await reader.ReadAsync(ct))
                rows.Add(read(reader));
            return rows.DrainToImmutable();
        }
        catch (Exception exception) when (StorageFailure.IsOutage(exception))
        {
            throw StorageFailure.Unavailable(exception);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.QueryCanceled && !ct.IsCancellationRequested)
        {
            throw StorageFailure.TookTooLong(exception);
        }
    }
}

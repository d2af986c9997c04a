using Npgsql;

namespace Sanctum.Storage;

/// <summary>
/// Runs what only reads on a connection that lives. Those of the pool are all dead after a restart of the database, which shows
/// when one is used: the read then runs once more on a new one.
/// </summary>
internal static class LiveConnection
{
    public static async Task<T> ReadOnLiveConnection<T>(
        this NpgsqlDataSource source, Func<NpgsqlConnection, Task<T>> read, CancellationToken ct)
    {
        for (var isRepeated = false; ; isRepeated = true)
        {
            await using var connection = await source.OpenConnectionAsync(ct);
            try
            {
                return await read(connection);
            }
            catch (Exception exception) when (!isRepeated && StorageFailure.IsDeadConnection(exception))
            {
                // The driver empties its pool when a connection breaks, so the next one is new.
            }
        }
    }
}

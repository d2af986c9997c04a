using System.Data;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Sanctum.Storage;

/// <summary>
/// Brings the database to this program's schema: the numbered files in each feature's <c>Migrations/</c>, each once, in order,
/// each in a transaction, under a lock that lets one process at a time. An applied file never changes.
/// </summary>
/// <param name="source">The database.</param>
/// <param name="guard">Who may refuse this process the database before anything is changed.</param>
public sealed class Migrator(NpgsqlDataSource source, IMigrationGuard? guard = null)
{
    internal const long LockKey = 0x53414E4354554D; // "SANCTUM"

    // Not "create if not exists", which wants the right to create even where nothing is to be created.
    private const string CreateRecord =
        """
        do $$ begin
            if to_regclass('schema_migration') is null then
                create table schema_migration (name text primary key, checksum text not null, applied_at timestamptz not null default now());
            end if;
        end $$
        """;

    /// <summary>Applies what is missing.</summary>
    /// <returns>Names of the files that were applied now.</returns>
    /// <exception cref="InvalidOperationException">A file that was applied earlier has been changed since, or one cannot be
    /// applied.</exception>
    /// <exception cref="IncompatibleProcessException">This process must not use the database; nothing was changed.</exception>
    public async Task<IReadOnlyList<string>> Upgrade(CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await Execute(connection, "set statement_timeout = 0", ct);
        await Execute(connection, $"select pg_advisory_lock({LockKey})", ct);
        try
        {
            if (guard is not null)
                await guard.CheckBefore(connection, ct);
            await Execute(connection, CreateRecord, ct);
            var applied = await ReadApplied(connection, ct);
            var now = new List<string>();
            foreach (var migration in Migration.All)
            {
                if (!applied.TryGetValue(migration.Name, out var checksum))
                {
                    await Apply(connection, migration, ct);
                    now.Add(migration.Name);
                }
                else if (checksum != migration.Checksum)
                {
                    throw new InvalidOperationException(
                        $"Migration {migration.Name} was applied to this database and has been changed since; " +
                        "put the change into a new file.");
                }
            }
            if (guard is not null)
                await guard.CompleteAfter(connection, ct);
            return now;
        }
        finally
        {
            // A broken connection has given the lock back already; an error here would hide the one that broke it.
            if (connection.State == ConnectionState.Open)
            {
                await Execute(connection, $"select pg_advisory_unlock({LockKey})", CancellationToken.None);
                await Execute(connection, "reset statement_timeout", CancellationToken.None);
            }
        }
    }

    /// <summary>Names of the files that a newer program applied and this one does not have, in order.</summary>
    public async Task<IReadOnlyList<string>> FindUnknown(CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        var applied = await ReadApplied(connection, ct);
        return [.. applied.Keys.Except(Migration.All.Select(migration => migration.Name)).Order(StringComparer.Ordinal)];
    }

    private static async Task Apply(NpgsqlConnection connection, Migration migration, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        try
        {
            await Execute(connection, migration.Sql, ct);
        }
        catch (PostgresException exception) when (!StorageFailure.IsOutage(exception))
        {
            throw new InvalidOperationException(
                $"Migration {migration.Name} cannot be applied: {exception.MessageText}", exception);
        }
        await using var record = new NpgsqlCommand(
            "insert into schema_migration (name, checksum) values ($1, $2)", connection, transaction);
        record.Parameters.Add(Sql.Text(migration.Name));
        record.Parameters.Add(Sql.Text(migration.Checksum));
        await record.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private static async Task<Dictionary<string, string>> ReadApplied(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select name, checksum from schema_migration", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var applied = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
            applied[reader.GetString(0)] = reader.GetString(1);
        return applied;
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        // Without limit: another process may migrate right now, and a large table takes what it takes.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }
}

/// <summary>One numbered file.</summary>
internal sealed record Migration(string Name, string Sql)
{
    private const string Folder = "Migrations/";

    public static IReadOnlyList<Migration> All { get; } = Load(typeof(Migration).Assembly);

    public string Checksum { get; } = Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));

    private static List<Migration> Load(Assembly assembly)
    {
        var migrations = from resource in assembly.GetManifestResourceNames()
                         where resource.StartsWith(Folder, StringComparison.Ordinal)
                         select new Migration(resource[Folder.Length..], Read(assembly, resource));
        return [.. migrations.OrderBy(migration => migration.Name, StringComparer.Ordinal)];
    }

    private static string Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}

using Npgsql;
using Sanctum.Storage;

namespace Sanctum.Testing;

/// <summary>
/// A PostgreSQL server of this test process alone, in a private folder and on a free port, with durability on as in
/// production. Started once, when first asked for; stopped and removed when the process ends, however it ends.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer>> Only = new(() => Task.Run(Start));
    private readonly PostgresCommands _commands;
    private readonly string _folder;
    private readonly int _port;
    private readonly Stream _guard;
    private readonly Lazy<Task<string>> _migrated;

    private PostgresServer(PostgresCommands commands, string folder, int port, Stream guard)
    {
        (_commands, _folder, _port, _guard) = (commands, folder, port, guard);
        _migrated = new Lazy<Task<string>>(MigrateTemplate);
    }

    /// <summary>The server of this process.</summary>
    public static Task<PostgresServer> Shared => Only.Value;

    /// <summary>A server of the caller's own, for tests that stop it; disposing it ends it.</summary>
    public static Task<PostgresServer> StartOwn() => Task.Run(Start);

    /// <summary>Where the server listens.</summary>
    public int Port => _port;

    /// <summary>A new, empty database.</summary>
    /// <returns>Its Npgsql connection string.</returns>
    public async Task<string> CreateDatabase() => ConnectionTo(await Create("template1"));

    /// <summary>
    /// A new database with the product's schema, copied from one that was migrated once; for tests that are about neither.
    /// </summary>
    /// <returns>Its Npgsql connection string.</returns>
    public async Task<string> CreateMigratedDatabase() => ConnectionTo(await Create(await _migrated.Value));

    /// <summary>Stops the server as a crash would, and starts it again.</summary>
    public void Crash()
    {
        Stop();
        StartServer();
    }

    /// <summary>Stops the server as a crash would.</summary>
    public void Stop() => _commands.Run("pg_ctl", "stop", "-D", _folder, "-m", "immediate", "-w");

    /// <summary>Starts the server after <see cref="Stop"/>.</summary>
    public void StartServer() => _commands.Run(
        "pg_ctl", "start", "-D", _folder, "-w", "-l", Path.Combine(_folder, "server.log"),
        "-o", $"-p {_port} -k {_folder} -h 127.0.0.1 -c max_connections=400");

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _guard.DisposeAsync();

    private static PostgresServer Start()
    {
        var commands = PostgresCommands.Find();
        var folder = commands.CreateFolder();
        commands.Run("initdb", "-D", folder, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync");
        var server = new PostgresServer(commands, folder, FreePort.Lasting(), commands.Guard(folder));
        server.StartServer();
        return server;
    }

    // A database is copied only while nobody is connected to it.
    private async Task<string> MigrateTemplate()
    {
        var name = await Create("template1");
        var address = new NpgsqlConnectionStringBuilder(ConnectionTo(name)) { Pooling = false };
        await using var source = NpgsqlDataSource.Create(address.ConnectionString);
        await new Migrator(source).Upgrade(CancellationToken.None);
        return name;
    }

    private async Task<string> Create(string template)
    {
        var name = $"t{Guid.NewGuid():N}";
        await using var connection = new NpgsqlConnection(ConnectionTo("postgres"));
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"create database {name} template {template}", connection);
        await create.ExecuteNonQueryAsync();
        return name;
    }

    private string ConnectionTo(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = _port,
        Username = "postgres",
        Database = database,
        IncludeErrorDetail = true,
        // Hosts that have ended leave pools behind, and hundreds of them share this server.
        ConnectionIdleLifetime = 10,
        ConnectionPruningInterval = 5,
    }.ConnectionString;
}

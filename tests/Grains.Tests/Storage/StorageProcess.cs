using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Sanctum.Hosting;
using Sanctum.Testing;

namespace Sanctum.Storage;

/// <summary>The storage of one process on a database of its own, as the program registers it.</summary>
internal sealed class StorageProcess : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private StorageProcess(string database, IEnumerable<(string Key, string Value)> settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Append(("SANCTUM_POSTGRES", database))
                .Select(setting => KeyValuePair.Create(setting.Item1, (string?)setting.Item2)))
            .Build();
        _services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration)
            .AddSanctumGrains(configuration).BuildServiceProvider();
    }

    public string ConnectionString => _services.GetRequiredService<NpgsqlDataSource>().ConnectionString;

    public WriteBatcher Writes => _services.GetRequiredService<WriteBatcher>();

    public Database Reads => _services.GetRequiredService<Database>();

    public Migrator Migrator => _services.GetRequiredService<Migrator>();

    public DatabaseReadiness Readiness => _services.GetRequiredService<DatabaseReadiness>();

    /// <summary>
    /// Storage with a table <c>note</c> whose ids are unique; nothing writes before <see cref="StartWriting"/>.
    /// </summary>
    public static async Task<StorageProcess> Create(PostgresServer? server = null, params (string Key, string Value)[] settings)
    {
        var process = new StorageProcess(await (server ?? await PostgresServer.Shared).CreateDatabase(), settings);
        await process.Execute("create table note (id int primary key, said text, xact bigint not null default txid_current())");
        return process;
    }

    public Task StartWriting() => Writes.StartAsync(CancellationToken.None);

    public Task<int> Write(int id) => Writes.ExecuteAsync(Insert(id));

    /// <summary>An insert that answers the transaction which it ran in.</summary>
    public Task<long> WriteAndAnswerTransaction(int id) =>
        Writes.QuerySingleAsync(
            new SqlStatement("insert into note (id) values ($1) returning xact", Sql.Int(id)), row => row.GetInt64(0));

    public static SqlStatement Insert(int id) => new("insert into note (id) values ($1)", Sql.Int(id));

    public Task<long> Count() => Ask("select count(*) from note");

    public Task<long> Ask(string sql) => Reads.QuerySingleAsync(new SqlStatement(sql), row => row.GetInt64(0));

    /// <summary>A connection past the batcher, such as another process would have.</summary>
    public ValueTask<NpgsqlConnection> Connect() => _services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();

    /// <summary>Runs SQL past the batcher.</summary>
    public async Task Execute(string sql)
    {
        await using var command = _services.GetRequiredService<NpgsqlDataSource>().CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Ends every connection of this process, as a restart of the database does; the pool does not notice.</summary>
    public async Task KillConnections()
    {
        await using var other = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false });
        await using var kill = other.CreateCommand(
            "select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = current_database() " +
            "and pid <> pg_backend_pid()");
        await kill.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Writes.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }
}

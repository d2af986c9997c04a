using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Hosting;
using Orleans.Storage;
using Orleans.TestingHost;
using Sanctum.Runtime.Hosting;
using Sanctum.Testing;

namespace Sanctum.Conformance.Storage.Embedded;

public sealed class PostgresStorageTests(PostgresStorageTests.Fixture fixture) : IClassFixture<PostgresStorageTests.Fixture>
{
    private readonly string _key = Cluster.NewKey();

    private INotebookGrain Grain => fixture.Cluster.GrainFactory.GetGrain<INotebookGrain>(_key);

    [Fact]
    public async Task State_is_a_readable_row_whose_version_counts_the_writes()
    {
        await Grain.Write("first");
        await Grain.Write("second");

        Assert.Equal("""default|notebook|{"Text": "second"}|2""", await Row());
        Assert.Equal("2", (await Grain.Read()).Etag);
    }

    [Fact]
    public async Task State_is_read_when_the_grain_is_activated_anew()
    {
        await Grain.Write("kept");
        await Reactivate();

        var page = await Grain.Read();
        Assert.Equal(("kept", "1", true), (page.Text, page.Etag, page.Exists));
    }

    [Fact]
    public async Task Cleared_state_leaves_its_version_and_is_written_again()
    {
        await Grain.Write("gone");
        await Grain.Clear();
        Assert.Equal("default|notebook||2", await Row());
        await Reactivate();
        Assert.False((await Grain.Read()).Exists);

        await Grain.Write("again");

        Assert.Equal("""default|notebook|{"Text": "again"}|3""", await Row());
    }

    [Fact]
    public async Task Clearing_what_was_never_written_leaves_no_row()
    {
        await Grain.Clear();

        Assert.Null(await Row());
    }

    [Fact]
    public async Task Write_over_another_writers_version_is_refused_and_the_next_call_reads_it()
    {
        await Grain.Write("mine");
        await Sql($"update grain_state set payload = '{{\"Text\": \"theirs\"}}', version = 7 where grain_key = '{_key}'");

        var conflict = await Assert.ThrowsAsync<InconsistentStateException>(() => Grain.Write("mine again"));

        Assert.Equal(("7", "1"), (conflict.StoredEtag, conflict.CurrentEtag));
        var page = await Eventually.Get(Grain.Read, page => page.Etag == "7");
        Assert.Equal("theirs", page.Text);
    }

    [Fact]
    public async Task First_write_is_refused_where_another_writer_was_first()
    {
        await Grain.Read();
        await Sql($"insert into grain_state (service_id, state_name, grain_key, payload, version) values ('default', 'notebook', '{_key}', '{{}}', 1)");

        var conflict = await Assert.ThrowsAsync<InconsistentStateException>(() => Grain.Write("late"));

        Assert.Equal("1", conflict.StoredEtag);
    }

    [Fact]
    public async Task Failure_of_the_database_arrives_with_its_cause()
    {
        await Grain.Write("kept");
        await using var away = await Fixture.StartCluster(NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Timeout=2"));

        var failure = await Assert.ThrowsAsync<OrleansException>(() => away.GrainFactory.GetGrain<INotebookGrain>(_key).Read());

        Assert.IsAssignableFrom<NpgsqlException>(failure.InnerException);
    }

    private async Task<string?> Row() => await Sql(
        $"select concat_ws('|', service_id, state_name, coalesce(payload::text, ''), version) from grain_state where grain_key = '{_key}'") as string;

    private async Task<object?> Sql(string sql)
    {
        await using var command = fixture.Database.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    private async Task Reactivate()
    {
        var before = (await Grain.Read()).Activation;
        await Grain.Deactivate();
        await Eventually.Get(Grain.Read, page => page.Activation != before);
    }

    /// <summary>A cluster that keeps its notebooks in a database of its own.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        // Silo configurators are made by the cluster, so what they need can only reach them this way.
        private static readonly AsyncLocal<NpgsqlDataSource> Configured = new();

        internal NpgsqlDataSource Database { get; private set; } = null!;

        internal TestCluster Cluster { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            var server = await PostgresServer.Shared;
            Database = NpgsqlDataSource.Create(await server.CreateDatabase());
            await using var create = Database.CreateCommand(GrainTables.Text);
            await create.ExecuteNonQueryAsync();
            Cluster = await StartCluster(Database);
        }

        public async Task DisposeAsync()
        {
            await Cluster.DisposeAsync();
            await Database.DisposeAsync();
        }

        internal static async Task<TestCluster> StartCluster(NpgsqlDataSource database)
        {
            Configured.Value = database;
            var cluster = new TestClusterBuilder().AddSiloBuilderConfigurator<Silo>().Build();
            await cluster.DeployAsync();
            return cluster;
        }

        private sealed class Silo : ISiloConfigurator
        {
            public void Configure(ISiloBuilder siloBuilder)
            {
                siloBuilder.Services.AddSingleton(Configured.Value!);
                siloBuilder.AddPostgresGrainStorage(NotebookGrain.Storage);
            }
        }
    }
}

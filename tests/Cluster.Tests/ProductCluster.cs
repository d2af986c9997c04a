using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Streams;
using Orleans.TestingHost;
using Sanctum.Clustering;
using Sanctum.Hosting;
using Sanctum.Streams;
using Sanctum.Testing;

namespace Sanctum.Cluster;

/// <summary>
/// Silos in this process, configured by the product's own code, on a database of their own. Only times are shortened where a
/// fact is about time; the test host gives each silo its ports and its membership.
/// </summary>
public sealed class ProductCluster : IAsyncDisposable
{
    // Part of the key of every row of grain state.
    public const string ServiceId = "default";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly InProcessTestCluster _cluster;
    private readonly NpgsqlDataSource _database;

    private ProductCluster(InProcessTestCluster cluster, NpgsqlDataSource database) =>
        (_cluster, _database) = (cluster, database);

    public IGrainFactory Grains => _cluster.Client;

    /// <summary>What kills, stops and starts silos.</summary>
    public InProcessTestCluster Host => _cluster;

    /// <summary>A key that no other test uses.</summary>
    public static string NewKey() => $"test/{Guid.NewGuid():N}";

    public static async Task<ProductCluster> Start(short silos, string? database = null)
    {
        database ??= await (await PostgresServer.Shared).CreateMigratedDatabase();
        var builder = new InProcessTestClusterBuilder(silos);
        builder.Options.ServiceId = ServiceId;
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSiloHost((_, host) => ConfigureSilo(host, database));
        builder.ConfigureClient(client =>
        {
            client.Services.ConfigureCluster(new ClusterSettings());
            client.AddMemoryStreams(StreamNames.Provider, streams =>
            {
                streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
                streams.ConfigurePartitioning(GrainHosting.StreamQueues);
            });
        });
        var cluster = new ProductCluster(builder.Build(), NpgsqlDataSource.Create(database));
        await cluster._cluster.DeployAsync();
        await Eventually.True(() => Task.FromResult(cluster._cluster.Silos.All(silo => Knows(silo, silos))), Patience);
        return cluster;
    }

    // A silo places grains on the silos that it knows of, and whose grain classes it knows.
    private static bool Knows(InProcessSiloHandle silo, int silos)
    {
        var members = silo.ServiceProvider.GetRequiredService<IClusterMembershipService>().CurrentSnapshot.Members.Values;
        var manifests = silo.ServiceProvider.GetRequiredService<IClusterManifestProvider>().Current.Silos;
        return members.Count(member => member.Status == SiloStatus.Active) == silos && manifests.Count == silos;
    }

    /// <summary>The product's silo, as a host of its own would have it.</summary>
    public static void ConfigureSilo(IHostApplicationBuilder host, string database)
    {
        host.Configuration.AddInMemoryCollection([.. OwnCluster.Settings(), new("SANCTUM_POSTGRES", database)]);
        host.HostGrains();
        host.UseOrleans(silo => silo
            .Configure<GrainCollectionOptions>(options =>
            {
                options.CollectionQuantum = TimeSpan.FromSeconds(1);
                options.ClassSpecificCollectionAge[typeof(Activations.IdleGrain).FullName!] = TimeSpan.FromSeconds(2);
            })
            .Configure<ReminderOptions>(options => options.MinimumReminderPeriod = TimeSpan.FromSeconds(1)));
    }

    public T Grain<T>(string key) where T : IGrainWithStringKey => Grains.GetGrain<T>(key);

    public IAsyncStream<T> Stream<T>(string ns, string key) =>
        _cluster.Client.GetStreamProvider(StreamNames.Provider).GetStream<T>(StreamId.Create(ns, key));

    /// <summary>The first column of the first row.</summary>
    public async Task<object?> Sql(FormattableString sql)
    {
        await using var command = _database.CreateCommand(sql.ToString(CultureInfo.InvariantCulture));
        return await command.ExecuteScalarAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _cluster.StopAllSilosAsync();
        await _cluster.DisposeAsync();
        await _database.DisposeAsync();
    }
}

/// <summary>One silo for all tests that need no more.</summary>
public sealed class OneSilo : IAsyncLifetime
{
    public ProductCluster Cluster { get; private set; } = null!;

    public async Task InitializeAsync() => Cluster = await ProductCluster.Start(1);

    public async Task DisposeAsync() => await Cluster.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class OneSiloSuite : ICollectionFixture<OneSilo>
{
    public const string Name = "one silo";
}

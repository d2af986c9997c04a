using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.TestingHost;

namespace Sanctum.Conformance;

/// <summary>One cluster for the suite, with short times where a semantic is about time.</summary>
public sealed class Cluster : IAsyncLifetime
{
    public const string Streams = "streams";

    private readonly TestCluster _cluster;

    public Cluster()
    {
        var builder = new TestClusterBuilder(1);
        builder.AddSiloBuilderConfigurator<Configurator>();
        _cluster = builder.Build();
    }

    public IGrainFactory Grains => _cluster.GrainFactory;

    public Task InitializeAsync() => _cluster.DeployAsync();

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    /// <summary>A key that no other test uses.</summary>
    public static string NewKey() => $"test/{Guid.NewGuid():N}";

    private sealed class Configurator : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder) => siloBuilder
            .AddMemoryGrainStorageAsDefault()
            .AddMemoryGrainStorage("PubSubStore")
            .AddMemoryStreams(Streams)
            .UseInMemoryReminderService()
            .AddIncomingGrainCallFilter(async context =>
            {
                if (context.MethodName == nameof(IFilteredGrain.Greet))
                    RequestContext.Set("silo-filter", "seen");
                await context.Invoke();
                if (context.MethodName == nameof(IFilteredGrain.Greet))
                    context.Result = $"{context.Result}, filtered";
            })
            .Configure<GrainCollectionOptions>(options =>
            {
                options.CollectionQuantum = TimeSpan.FromSeconds(1);
                options.ClassSpecificCollectionAge[typeof(IdleGrain).FullName!] = TimeSpan.FromSeconds(2);
            })
            .Configure<ReminderOptions>(options => options.MinimumReminderPeriod = TimeSpan.FromSeconds(1));
    }
}

[CollectionDefinition(Name)]
public sealed class ClusterSuite : ICollectionFixture<Cluster>
{
    public const string Name = "cluster";
}

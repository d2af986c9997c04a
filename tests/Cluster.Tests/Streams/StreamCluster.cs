using Orleans.Hosting;
using Orleans.Streams;
using Orleans.TestingHost;

namespace Sanctum.Conformance.Streams;

/// <summary>A cluster with a stream provider, for all tests of a class.</summary>
public sealed class StreamCluster : IAsyncLifetime
{
    public const string Provider = "test-streams";

    private readonly TestCluster _cluster;

    public StreamCluster()
    {
        var builder = new TestClusterBuilder(1);
        builder.AddSiloBuilderConfigurator<Silo>();
#if ORLEANS
        builder.AddClientBuilderConfigurator<Client>();
#endif
        _cluster = builder.Build();
    }

    public IGrainFactory Grains => _cluster.GrainFactory;

    public IAsyncStream<T> Stream<T>(string ns, string key) => _cluster.Client.GetStreamProvider(Provider).GetStream<T>(StreamId.Create(ns, key));

    public Task InitializeAsync() => _cluster.DeployAsync();

    public Task DisposeAsync() => _cluster.StopAllSilosAsync();

    private sealed class Silo : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            siloBuilder.AddMemoryStreams(Provider);
            siloBuilder.AddMemoryGrainStorage("PubSubStore");
        }
    }

#if ORLEANS
    private sealed class Client : IClientBuilderConfigurator
    {
        public void Configure(Microsoft.Extensions.Configuration.IConfiguration configuration, IClientBuilder clientBuilder) =>
            clientBuilder.AddMemoryStreams(Provider);
    }
#endif
}

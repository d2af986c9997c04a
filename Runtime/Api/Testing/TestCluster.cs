using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Hosting;
using Sanctum.Runtime.Serialization;

namespace Orleans.TestingHost;

/// <summary>Configures a silo of a test cluster.</summary>
public interface ISiloConfigurator
{
    /// <summary>Called once per silo.</summary>
    void Configure(ISiloBuilder siloBuilder);
}

/// <summary>Builds a cluster for tests, in this process.</summary>
public sealed class TestClusterBuilder
{
    private readonly List<Type> _configurators = [];

    /// <summary>A cluster of <paramref name="initialSilosCount"/> silos; this runtime always has one.</summary>
    public TestClusterBuilder(short initialSilosCount = 1) => _ = initialSilosCount;

    /// <summary>Lets <typeparamref name="T"/> configure the silo.</summary>
    public TestClusterBuilder AddSiloBuilderConfigurator<T>() where T : ISiloConfigurator, new()
    {
        _configurators.Add(typeof(T));
        return this;
    }

    /// <summary>The cluster, not yet started.</summary>
    public TestCluster Build() => new([.. _configurators.Select(type => (ISiloConfigurator)Activator.CreateInstance(type)!)]);
}

/// <summary>A cluster in the test's process. Every argument and result is copied, as between processes.</summary>
public sealed class TestCluster : IDisposable, IAsyncDisposable
{
    private readonly IHost _host;

    internal TestCluster(IReadOnlyList<ISiloConfigurator> configurators)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.UseOrleans(silo =>
        {
            silo.Services.Configure<MessageCopyOptions>(options => options.CopyMessages = true);
            foreach (var configurator in configurators)
                configurator.Configure(silo);
        });
        _host = builder.Build();
    }

    /// <summary>References to grains.</summary>
    public IGrainFactory GrainFactory => Client;

    /// <summary>The way in from outside.</summary>
    public IClusterClient Client => _host.Services.GetRequiredService<IClusterClient>();

    /// <summary>Services of the silo.</summary>
    public IServiceProvider ServiceProvider => _host.Services;

    /// <inheritdoc cref="ServiceProvider"/>
    public IServiceProvider GetSiloServiceProvider() => ServiceProvider;

    /// <summary>Starts the silo.</summary>
    public void Deploy() => DeployAsync().GetAwaiter().GetResult();

    /// <inheritdoc cref="Deploy"/>
    public Task DeployAsync() => _host.StartAsync();

    /// <summary>Stops it: every grain is deactivated.</summary>
    public Task StopAllSilosAsync() => _host.StopAsync();

    /// <inheritdoc/>
    public void Dispose() => _host.Dispose();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAllSilosAsync();
        _host.Dispose();
    }
}

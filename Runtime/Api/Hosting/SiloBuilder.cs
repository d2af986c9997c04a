using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Sanctum.Runtime.Hosting;

namespace Orleans.Hosting;

/// <summary>Configures the silo.</summary>
public interface ISiloBuilder
{
    /// <summary>The services of the process.</summary>
    IServiceCollection Services { get; }

    /// <summary>The configuration of the process.</summary>
    IConfiguration Configuration { get; }
}

/// <summary>What a silo can be given.</summary>
public static class SiloBuilderExtensions
{
    /// <summary>Adds services.</summary>
    public static ISiloBuilder ConfigureServices(this ISiloBuilder builder, Action<IServiceCollection> configureDelegate)
    {
        configureDelegate(builder.Services);
        return builder;
    }

    /// <summary>Sets options.</summary>
    public static ISiloBuilder Configure<TOptions>(this ISiloBuilder builder, Action<TOptions> configureOptions) where TOptions : class
    {
        builder.Services.Configure(configureOptions);
        return builder;
    }

    /// <summary>Runs <paramref name="startupTask"/> before the process is ready.</summary>
    public static ISiloBuilder AddStartupTask(this ISiloBuilder builder, Func<IServiceProvider, CancellationToken, Task> startupTask)
    {
        builder.Services.AddSingleton(new StartupTask(startupTask));
        return builder;
    }

    /// <summary>Runs a filter around every call that comes in to a grain.</summary>
    public static ISiloBuilder AddIncomingGrainCallFilter<TImplementation>(this ISiloBuilder builder)
        where TImplementation : class, IIncomingGrainCallFilter
    {
        builder.Services.AddSingleton<IIncomingGrainCallFilter, TImplementation>();
        return builder;
    }

    /// <inheritdoc cref="AddIncomingGrainCallFilter{TImplementation}(ISiloBuilder)"/>
    public static ISiloBuilder AddIncomingGrainCallFilter(this ISiloBuilder builder, IIncomingGrainCallFilter filter)
    {
        builder.Services.AddSingleton(filter);
        return builder;
    }

    /// <inheritdoc cref="AddIncomingGrainCallFilter{TImplementation}(ISiloBuilder)"/>
    public static ISiloBuilder AddIncomingGrainCallFilter(this ISiloBuilder builder, IncomingGrainCallFilterDelegate filter) =>
        builder.AddIncomingGrainCallFilter(new DelegateFilter(filter));

    /// <summary>A stream provider in this process.</summary>
    public static ISiloBuilder AddMemoryStreams(this ISiloBuilder builder, string name)
    {
        builder.Services.AddKeyedSingleton<Streams.IStreamProvider>(name, static (services, key) =>
            ActivatorUtilities.CreateInstance<Sanctum.Runtime.Streams.MemoryStreamProvider>(services, (string)key!));
        return builder;
    }

    /// <summary>Grain state that is lost with the process.</summary>
    public static ISiloBuilder AddMemoryGrainStorage(this ISiloBuilder builder, string name)
    {
        builder.Services.AddKeyedSingleton<Storage.IGrainStorage, Sanctum.Runtime.Storage.MemoryGrainStorage>(name);
        return builder;
    }

    /// <inheritdoc cref="AddMemoryGrainStorage(ISiloBuilder, string)"/>
    public static ISiloBuilder AddMemoryGrainStorageAsDefault(this ISiloBuilder builder) =>
        builder.AddMemoryGrainStorage(Sanctum.Runtime.Storage.PersistentState.DefaultStorage);

    /// <summary>Reminders that are lost with the process.</summary>
    public static ISiloBuilder UseInMemoryReminderService(this ISiloBuilder builder)
    {
        builder.Services.Replace(ServiceDescriptor.Singleton<Sanctum.Runtime.Reminders.IReminderTable, Sanctum.Runtime.Reminders.MemoryReminderTable>());
        return builder;
    }
}

using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans;
using Orleans.Hosting;
using Sanctum.Runtime.Activation;
using Sanctum.Runtime.Reminders;
using Sanctum.Runtime.Serialization;
using Sanctum.Runtime.Streams;

namespace Sanctum.Runtime.Hosting;

/// <summary>The services of a silo.</summary>
internal static class SiloServices
{
    public static ISiloBuilder Add(IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(_ => new GrainClasses(GrainAssemblies()));
        services.AddMetrics();
        services.TryAddSingleton<RuntimeMeter>();
        services.TryAddSingleton<DeepCopier>();
        services.TryAddSingleton<MessageCopier>();
        services.TryAddSingleton<GrainCatalog>();
        services.TryAddSingleton<ClusterClient>();
        services.TryAddSingleton<IClusterClient>(provider => provider.GetRequiredService<ClusterClient>());
        services.TryAddSingleton<IGrainFactory>(provider => provider.GetRequiredService<ClusterClient>());
        services.TryAddSingleton<ImplicitSubscriptions>();
        services.AddOptions<StreamDeliveryOptions>().BindConfiguration("Sanctum:Streams").ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton<IReminderTable, MemoryReminderTable>();
        services.TryAddSingleton<ReminderService>();
        // Stopped in reverse: while grains end, callers whose time is over still hear of it.
        services.AddHostedService<ActivationSweeper>();
        services.AddHostedService<SiloLifetime>();
        services.AddHostedService(provider => provider.GetRequiredService<ReminderService>());
        services.AddOptions();
        return new SiloBuilder(services, configuration);
    }

    // Grains live in assemblies that were compiled against this one; loading what the program references finds them all.
    private static HashSet<Assembly> GrainAssemblies()
    {
        var runtime = typeof(SiloServices).Assembly.GetName().Name;
        var found = new HashSet<Assembly>();
        var toVisit = new Stack<Assembly>(AppDomain.CurrentDomain.GetAssemblies().Where(assembly => !assembly.IsDynamic));
        if (Assembly.GetEntryAssembly() is { } entry)
            toVisit.Push(entry);
        while (toVisit.TryPop(out var assembly))
        {
            var references = assembly.GetReferencedAssemblies();
            if (!references.Any(reference => reference.Name == runtime) || !found.Add(assembly))
                continue;
            foreach (var reference in references.Where(reference => reference.Name!.StartsWith("Sanctum.", StringComparison.Ordinal)))
                toVisit.Push(Assembly.Load(reference));
        }
        return found;
    }

    private sealed record SiloBuilder(IServiceCollection Services, IConfiguration Configuration) : ISiloBuilder;
}

/// <summary>Work to do before the process is ready.</summary>
internal sealed record StartupTask(Func<IServiceProvider, CancellationToken, Task> Run);

/// <summary>A filter given as a delegate.</summary>
internal sealed class DelegateFilter(IncomingGrainCallFilterDelegate filter) : IIncomingGrainCallFilter
{
    public Task Invoke(IIncomingGrainCallContext context) => filter(context);
}

using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Dashboard;
using Orleans.Hosting;
using Orleans.Providers;
using Orleans.Runtime.Hosting;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Serialization;
using Orleans.Storage;
using Orleans.Streams;
using Sanctum.Cluster;
using Sanctum.Clustering;
using Sanctum.Configuration;
using Sanctum.Dashboard;
using Sanctum.Health;
using Sanctum.Installations;
using Sanctum.Queues;
using Sanctum.Streams;
using Sanctum.Telemetry;

namespace Sanctum.Hosting;

/// <summary>Hosts the grains in this process as a silo of an Orleans cluster.</summary>
public static class GrainHosting
{
    internal const int StreamQueues = 2;
    private const string StateRows = "state-rows";
    private static readonly TimeSpan StreamPollingPeriod = TimeSpan.FromMilliseconds(250);

    /// <summary>Adds the grains and everything they need.</summary>
    public static IHostApplicationBuilder HostGrains(this IHostApplicationBuilder builder)
    {
        builder.AddLiveConfiguration(
            "silo",
            [
                typeof(GrainHosting).Assembly, typeof(ServiceRegistration).Assembly, typeof(GatewayHost).Assembly,
                .. PartTypes.Adapters(),
            ]);
        var cluster = ClusterSettings.From(builder.Configuration);
        var database = MembershipDatabase.ConnectionString(builder.Configuration);
        builder.Services.AddClusterTls(builder.Configuration);
        builder.Services.AddSingleton(new InstallationIdentity(cluster.Id, ClusterOptionsExtensions.ServiceId));
        builder.Services.AddSanctumGrains(builder.Configuration);
        builder.Services.TryAddSingleton<ProcessOutcome>();
        builder.Services.AddSingleton<IReadinessProbe, DatabaseProbe>();
        builder.Services.AddSingleton<IStartGate, SchemaGate>();
        builder.Services.AddBehindGates(() => builder.UseOrleans(silo =>
        {
            silo
                .Join(cluster, database)
                .AddAdoNetGrainStorage(StateRows, options =>
                {
                    (options.Invariant, options.ConnectionString) = (ClusterOptionsExtensions.Invariant, database);
                    options.GrainStorageSerializer = StateSerializer();
                })
                .UseAdoNetReminderService(
                    options => (options.Invariant, options.ConnectionString) = (ClusterOptionsExtensions.Invariant, database))
                .AddMemoryStreams(StreamNames.Provider, ConfigureStreams)
                .UseSiloMetadata(new Dictionary<string, string> { [ProductVersion.Key] = ProductVersion.Current });
            silo.Services.AddGrainStorage(
                ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME,
                (services, _) => new LiveConnectionStorage(services.GetRequiredKeyedService<IGrainStorage>(StateRows)));
            if (builder.Configuration.TracesCalls())
                silo.AddActivityPropagation();
            if (DashboardSettings.IsEnabledIn(builder.Configuration))
                silo.AddDashboard();
        }));
        builder.Services.AddHostedService<GrainLogLines>();
        builder.Services.AddHostedService<MembershipGuard>();
        builder.Services.AddHostedService<LifelineStarter>();
        builder.Services.AddHostedService<TurnDrain>();
        builder.Services.AddHostedService<FirstAdmin>();
        return builder;
    }

    // Subscriptions are part of the grain classes, so no store can lose them with a silo.
    private static void ConfigureStreams(ISiloMemoryStreamConfigurator streams)
    {
        streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
        streams.ConfigurePartitioning(StreamQueues);
        streams.ConfigurePullingAgent(agent => agent.Configure(options => options.GetQueueMsgsTimerPeriod = StreamPollingPeriod));
    }

    // Only our states are written so; Orleans' own, of its streams, have fields.
    private static SystemTextJsonGrainStorageSerializer StateSerializer()
    {
        var options = new SystemTextJsonGrainStorageSerializerOptions();
        options.JsonSerializerOptions.IncludeFields = false;
        options.JsonSerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.Never;
        return new SystemTextJsonGrainStorageSerializer(Options.Create(options));
    }
}

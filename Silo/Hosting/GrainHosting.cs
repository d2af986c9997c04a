using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Orleans.Dashboard;
using Orleans.Hosting;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Serialization;
using Orleans.Storage;
using Sanctum.Cluster;
using Sanctum.Clustering;
using Sanctum.Dashboard;
using Sanctum.Health;
using Sanctum.Queues;
using Sanctum.Storage;
using Sanctum.Streams;

namespace Sanctum.Hosting;

/// <summary>Hosts the grains in this process as a silo of an Orleans cluster.</summary>
public static class GrainHosting
{
    private static readonly TimeSpan PullingPeriod = TimeSpan.FromMilliseconds(15);

    /// <summary>Adds the grains and everything they need.</summary>
    public static IHostApplicationBuilder HostGrains(this IHostApplicationBuilder builder)
    {
        var cluster = ClusterSettings.From(builder.Configuration);
        var database = StorageOptions.ConnectionStringOf(builder.Configuration);
        builder.Services.AddSanctumGrains(builder.Configuration);
        builder.Services.AddSingleton<IReadinessProbe, DatabaseProbe>();
        builder.UseOrleans(silo =>
        {
            silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, SchemaFirst>();
            silo
                .Join(cluster, database)
                .AddAdoNetGrainStorageAsDefault(options =>
                {
                    (options.Invariant, options.ConnectionString) = (ClusterOptionsExtensions.Invariant, database);
                    options.GrainStorageSerializer = StateSerializer();
                })
                .UseAdoNetReminderService(options => (options.Invariant, options.ConnectionString) = (ClusterOptionsExtensions.Invariant, database))
                .AddMemoryGrainStorage("PubSubStore")
                .AddMemoryStreams(StreamNames.Provider, streams => streams.ConfigurePullingAgent(agent => agent.Configure(options => options.GetQueueMsgsTimerPeriod = PullingPeriod)))
                .AddActivityPropagation()
                .UseSiloMetadata(new Dictionary<string, string> { [ProductVersion.Key] = ProductVersion.Current });
            if (DashboardSettings.IsEnabledIn(builder.Configuration))
                silo.AddDashboard();
        });
        builder.Services.AddHostedService<LifelineStarter>();
        builder.Services.AddHostedService<TurnDrain>();
        return builder;
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

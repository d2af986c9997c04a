using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Serialization;
using Sanctum.Storage;
using Sanctum.Streams;

namespace Sanctum.Hosting;

/// <summary>Hosts the grains in this process as a silo of an Orleans cluster.</summary>
public static class OrleansSilo
{
    private const string Invariant = "Npgsql";
    private static readonly TimeSpan PullingPeriod = TimeSpan.FromMilliseconds(15);

    /// <summary>Adds the grains and everything they need.</summary>
    public static IHostApplicationBuilder HostGrains(this IHostApplicationBuilder builder)
    {
        var database = builder.Configuration["SANCTUM_POSTGRES"] ?? builder.Configuration["Sanctum:Storage:ConnectionString"] ?? new StorageOptions().ConnectionString;
        builder.Services.AddSanctumGrains(builder.Configuration);
        builder.Services.AddHostedService<LifelineStarter>();
        builder.UseOrleans(silo => silo
            .JoinCluster(builder.Configuration, database)
            .UseSystemTextJsonGrainStorageSerializer()
            .Configure<SystemTextJsonGrainStorageSerializerOptions>(WriteAsTheEmbeddedRuntimeDoes)
            .AddAdoNetGrainStorageAsDefault(options =>
            {
                options.Invariant = Invariant;
                options.ConnectionString = database;
            })
            .UseAdoNetReminderService(options =>
            {
                options.Invariant = Invariant;
                options.ConnectionString = database;
            })
            .AddMemoryGrainStorage("PubSubStore")
            .AddMemoryStreams(StreamNames.Provider, streams => streams.ConfigurePullingAgent(agent => agent.Configure(options => options.GetQueueMsgsTimerPeriod = PullingPeriod)))
            .AddActivityPropagation());
        return builder;
    }

    // The rows are shared: what one runtime leaves out, the other could not read into a required member.
    private static void WriteAsTheEmbeddedRuntimeDoes(SystemTextJsonGrainStorageSerializerOptions options)
    {
        options.JsonSerializerOptions.IncludeFields = false;
        options.JsonSerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.Never;
    }

    private static ISiloBuilder JoinCluster(this ISiloBuilder silo, IConfiguration configuration, string database)
    {
        silo.Configure<ClusterOptions>(options =>
        {
            options.ServiceId = "default";
            options.ClusterId = configuration["Sanctum:Cluster:Id"] ?? "default";
        });
        var siloPort = configuration.GetValue("Sanctum:Cluster:SiloPort", EndpointOptions.DEFAULT_SILO_PORT);
        var gatewayPort = configuration.GetValue("Sanctum:Cluster:GatewayPort", EndpointOptions.DEFAULT_GATEWAY_PORT);
        return configuration["Sanctum:Cluster:Provider"] switch
        {
            "Redis" => silo.ConfigureEndpoints(siloPort, gatewayPort).UseRedisClustering(configuration["Sanctum:Cluster:Redis"] ?? "127.0.0.1:6379"),
            "AdoNet" => silo.ConfigureEndpoints(siloPort, gatewayPort).UseAdoNetClustering(options =>
            {
                options.Invariant = Invariant;
                options.ConnectionString = database;
            }),
            null or "Localhost" => silo.UseLocalhostClustering(siloPort, gatewayPort),
            var other => throw new InvalidOperationException($"Sanctum:Cluster:Provider is '{other}'; it must be Redis, AdoNet or Localhost."),
        };
    }
}

using Orleans.Hosting;
using Sanctum.Queues;
using Sanctum.Runtime.Hosting;
using Sanctum.Streams;

namespace Sanctum.Hosting;

/// <summary>Hosts the grains in this process, by the embedded runtime.</summary>
public static class EmbeddedSilo
{
    /// <summary>Adds the grains and everything they need.</summary>
    public static IHostApplicationBuilder HostGrains(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSanctumGrains(builder.Configuration);
        builder.Services.AddHostedService<SoleProcess>();
        builder.Services.AddHostedService<LifelineStarter>();
        builder.UseOrleans(silo => silo
            .AddPostgresGrainStorageAsDefault()
            .UsePostgresReminders()
            .AddMemoryStreams(StreamNames.Provider));
        builder.Services.AddHostedService<TurnDrain>();
        return builder;
    }
}

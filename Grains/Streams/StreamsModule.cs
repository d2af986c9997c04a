using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;

namespace Sanctum.Streams;

internal sealed class StreamsModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<EventStreams>();
        services.AddSingleton<SessionWatchers>();
        services.AddSingleton<SessionEventPublisher>();
    }
}

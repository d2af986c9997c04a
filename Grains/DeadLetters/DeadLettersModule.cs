using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;

namespace Sanctum.DeadLetters;

internal sealed class DeadLettersModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<DeadLetterStore>();
        services.AddSingleton<DeadLetterMeter>();
        services.AddSingleton<ISampledNumbers, SampledDeadLetters>();
        foreach (var queue in typeof(DeadLettersModule).Assembly.GetTypes()
            .Where(type => type.IsClass && type.IsAssignableTo(typeof(IDeadLetterQueue))))
            services.AddSingleton(typeof(IDeadLetterQueue), queue);
    }
}

using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;

namespace Sanctum.Memory;

/// <summary>The parts of archival memory.</summary>
internal static class PassageServices
{
    public static void Add(IServiceCollection services)
    {
        services.AddOptions<PassageOptions>().BindConfiguration("Sanctum:Memory:Passages").ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<PassageMeter>();
        services.AddSingleton<PassageStore>();
        services.AddSingleton<PassageWords>();
        services.AddSingleton<EmbeddingStore>();
        services.AddSingleton<IUntakenWork, UntakenEmbeddings>();
        services.AddSingleton<ISampledNumbers, SampledEmbeddings>();
    }
}

using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;

namespace Sanctum.Memory;

/// <summary>The parts of archival memory.</summary>
internal static class PassageServices
{
    // 2,048 texts of 8,192 dimensions would be more; batches are smaller by default.
    private const int MaxAnswerBytes = 64 * 1024 * 1024;

    public static void Add(IServiceCollection services)
    {
        services.AddOptions<PassageOptions>().BindConfiguration("Sanctum:Memory:Passages").ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddOptions<EmbeddingOptions>().BindConfiguration("Sanctum:Memory:Embeddings").ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddOptions<OpenAIEmbeddingOptions>().BindConfiguration("Sanctum:Memory:Embeddings:OpenAI")
            .ValidateDataAnnotations().ValidateOnStart();
        services.AddHttpClient(OpenAIEmbeddings.Client, client =>
        {
            client.Timeout = Timeout.InfiniteTimeSpan;
            client.MaxResponseContentBufferSize = MaxAnswerBytes;
        }).RemoveAllLoggers();
        foreach (var provider in PartTypes.Implementing<IEmbeddingProvider>())
            services.AddSingleton(typeof(IEmbeddingProvider), provider);
        services.AddSingleton<PassageMeter>();
        services.AddSingleton<PassageEmbedder>();
        services.AddSingleton<PassageStore>();
        services.AddSingleton<PassageWords>();
        services.AddSingleton<EmbeddingStore>();
        services.AddSingleton<IUntakenWork, UntakenEmbeddings>();
        services.AddSingleton<ISampledNumbers, SampledEmbeddings>();
    }
}

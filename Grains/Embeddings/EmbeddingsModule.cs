using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;

namespace Sanctum.Embeddings;

/// <summary>The embedding model, which archival memory and the search of transcripts share.</summary>
internal sealed class EmbeddingsModule : IGrainModule
{
    // 2,048 texts of 8,192 dimensions would be more; batches are smaller by default.
    private const int MaxAnswerBytes = 64 * 1024 * 1024;

    public void Register(IServiceCollection services, IConfiguration configuration)
    {
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
        services.AddSingleton<EmbeddingMeter>();
        services.AddSingleton<TextEmbedder>();
    }
}

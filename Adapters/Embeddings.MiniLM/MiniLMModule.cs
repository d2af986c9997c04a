using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;

[assembly: AdapterAssembly]

namespace Sanctum.Embeddings.MiniLM;

internal sealed class MiniLMModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration) =>
        services.AddOptions<MiniLMOptions>().BindConfiguration("Sanctum:Memory:Embeddings:MiniLM").ValidateDataAnnotations()
            .ValidateOnStart();
}

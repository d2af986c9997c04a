using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;

namespace Sanctum.Portability;

internal sealed class PortabilityModule : IGrainModule
{
    public void Register(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<AgentFileKeys>();
        services.AddSingleton(new AgentFileSlots(AgentFileSlots.ImportPatience));
        services.AddSingleton<ExportStore>();
        services.AddSingleton<AgentExporter>();
        services.AddSingleton<AgentImporter>();
        services.AddSingleton<SignedFileReader>();
        services.AddSingleton<LettaFileReader>();
        services.AddSingleton<LettaMemory>();
        services.AddSingleton<LettaModels>();
        services.AddSingleton<LettaTools>();
        services.AddSingleton<ImportedAgents>();
        services.AddSingleton<PortabilityMeter>();
        services.AddSingleton<IUntakenWork, UntakenExports>();
    }
}

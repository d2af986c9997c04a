using Microsoft.Extensions.DependencyInjection;

namespace Sanctum.Memory;

/// <summary>The parts of shared blocks.</summary>
internal static class SharedBlockServices
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<SharedBlockMeter>();
        services.AddSingleton<SharedBlockStore>();
        services.AddSingleton<SharedVersionStore>();
        services.AddSingleton<BlockShareStore>();
    }
}

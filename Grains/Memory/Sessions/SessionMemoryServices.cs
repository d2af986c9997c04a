using Microsoft.Extensions.DependencyInjection;

namespace Sanctum.Memory;

/// <summary>The parts of session memory.</summary>
internal static class SessionMemoryServices
{
    public static void Add(IServiceCollection services)
    {
        services.AddOptions<SessionMemoryOptions>().BindConfiguration("Sanctum:Memory:Sessions").ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<SessionMemoryMeter>();
        services.AddSingleton<SessionMemoryStore>();
        services.AddSingleton<SessionBackupStore>();
        services.AddSingleton<SessionTransactionStore>();
        services.AddSingleton<SessionTransactions>();
    }
}

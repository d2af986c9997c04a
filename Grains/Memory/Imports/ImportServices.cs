using Microsoft.Extensions.DependencyInjection;
using Sanctum.Hosting;

namespace Sanctum.Memory;

/// <summary>The parts of imports into archival memory.</summary>
internal static class ImportServices
{
    public static void Add(IServiceCollection services)
    {
        services.AddOptions<ImportOptions>().BindConfiguration("Sanctum:Memory:Imports").ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<ImportStore>();
        services.AddSingleton<ImportReader>();
        services.AddSingleton<PdfReading>();
        services.AddSingleton<IUntakenWork, UntakenImports>();
    }
}

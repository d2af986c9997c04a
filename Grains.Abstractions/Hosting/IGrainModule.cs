using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Sanctum.Hosting;

/// <summary>
/// What one feature or adapter registers in the process that hosts the grains. An implementation with a constructor without
/// parameters is found by this interface, in the host's own assembly and in every <see cref="AdapterAssemblyAttribute"/>; there
/// is no list to edit. Platforms, tools and model providers are found by their own interfaces and need no registration.
/// </summary>
public interface IGrainModule
{
    /// <summary>Registers services and options. It is called once, while the host is built, and must not block.</summary>
    void Register(IServiceCollection services, IConfiguration configuration);
}

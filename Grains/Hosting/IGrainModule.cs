using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Sanctum.Hosting;

/// <summary>
/// What one feature registers. Every module of this assembly is found by this interface, so there is no list to edit.
/// </summary>
internal interface IGrainModule
{
    void Register(IServiceCollection services, IConfiguration configuration);
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Sanctum.Access;

/// <summary>
/// Makes with the process what should be seen before anybody signs in: the metrics, and the warning of weak hashes.
/// </summary>
internal sealed class AccessStart(IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        services.GetRequiredService<AccessMeter>();
        services.GetRequiredService<PasswordHashing>();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

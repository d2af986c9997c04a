using System.Reflection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Sanctum.Access;
using Sanctum.Dashboard;
using Sanctum.Edge;
using Sanctum.Secrets;
using Sanctum.Telemetry;

namespace Sanctum.Hosting;

/// <summary>What every process of the product has: logs, traces, metrics, health and a bounded shutdown.</summary>
internal static class ServiceDefaultsHosting
{
    /// <summary>Adds them. The listener starts beside everything else, so that <c>/live</c> answers at once.</summary>
    /// <param name="builder">The process.</param>
    /// <param name="serviceName">Its name in traces.</param>
    /// <param name="endpoints">Assemblies whose endpoint modules it serves, beside health and metrics.</param>
    public static WebApplicationBuilder AddServiceDefaults(
        this WebApplicationBuilder builder, string serviceName, params Assembly[] endpoints)
    {
        builder.AddSanctumLogging(serviceName);
        builder.AddSanctumTelemetry(serviceName);
        builder.LimitShutdown();
        builder.Services.Configure<HostOptions>(host => host.ServicesStartConcurrently = true);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<StartupProgress>();
        builder.Services.AddSingleton<ProcessOutcome>();
        builder.Services.AddHostedService<StartupDuration>();
        builder.Services.AddOptions<TelemetryOptions>().BindConfiguration(TelemetryOptions.Section);
        builder.Services.AddOptions<DashboardSettings>().BindConfiguration(DashboardSettings.Section);
        builder.Services.AddSecretStoreOptions();
        builder.Services.AddEndpointModules(endpoints);
        builder.Services.AddDeclarationGate();
        return builder;
    }
}

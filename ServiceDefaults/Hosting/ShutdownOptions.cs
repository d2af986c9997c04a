using Microsoft.Extensions.Options;
using Sanctum.Configuration;

namespace Sanctum.Hosting;

/// <summary>How the process ends; section <c>Sanctum:Shutdown</c>.</summary>
[Settings("Sanctum:Shutdown", SettingsGroup.App)]
internal sealed class ShutdownOptions
{
    public const string Section = "Sanctum:Shutdown";

    /// <summary>
    /// How long a process that is asked to stop may take. Running turns have three quarters of it to finish; then their leases
    /// are given back. What kills it must wait longer.
    /// </summary>
    [TimeRange("00:00:02", "00:10:00")]
    public TimeSpan Limit { get; set; } = TimeSpan.FromSeconds(20);
}

/// <summary>Bounds the end of a process.</summary>
public static class ShutdownLimit
{
    /// <summary>Has the host give up after <c>Sanctum:Shutdown:Limit</c>.</summary>
    public static IHostApplicationBuilder LimitShutdown(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<ShutdownOptions>().BindConfiguration(ShutdownOptions.Section).ValidateDataAnnotations()
            .ValidateOnStart();
        builder.Services.AddOptions<HostOptions>().Configure<IOptions<ShutdownOptions>>(
            (host, shutdown) => host.ShutdownTimeout = shutdown.Value.Limit);
        return builder;
    }
}

using System.Reflection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Sanctum.Configuration;

/// <summary>Has a process know its settings, and follow the live configuration.</summary>
internal static class ConfigurationHosting
{
    /// <summary>Adds both. The live settings win over all that the configuration has by now.</summary>
    /// <param name="builder">The process.</param>
    /// <param name="kind">What it is, for people.</param>
    /// <param name="programs">The assemblies whose settings it knows, beside the ones that every process has.</param>
    public static IHostApplicationBuilder AddLiveConfiguration(
        this IHostApplicationBuilder builder, string kind, params IEnumerable<Assembly> programs)
    {
        var live = new LiveSettings();
        builder.Configuration.Add(live);
        builder.Services.AddSingleton(live);
        builder.Services.AddSingleton(new ProcessKind(kind));
        builder.Services.AddSingleton(
            new SettingsCatalog(programs.Append(typeof(ConfigurationHosting).Assembly)));
        builder.Services.AddSingleton<ISettingsReader, SettingsReader>();
        builder.Services.AddSingleton<OptionsGuard>();
        builder.Services.AddSingleton(typeof(LastValidOptions<>));
        builder.Services.Replace(ServiceDescriptor.Transient(typeof(IOptionsFactory<>), typeof(GuardedOptionsFactory<>)));
        builder.Services.AddHostedService<LiveConfiguration>();
        return builder;
    }
}

using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Sanctum.Secrets;

namespace Sanctum.Configuration;

/// <summary>
/// Where settings come from. Each layer wins over those before it: defaults, <c>appsettings.json</c>, <c>settings.yaml</c>,
/// <c>settings.PROFILE.yaml</c>, <c>.env</c>, the environment, the command line, secret stores, the live configuration.
/// </summary>
internal static class SettingSources
{
    private const string FolderVariable = "SANCTUM_SETTINGS";

    /// <summary>A process with the layers that are known before it is a part of the cluster.</summary>
    /// <exception cref="ValidationException">A file, or a secret that is referred to, cannot be read; the message says
    /// where.</exception>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory, WebRootPath = "wwwroot" });
        builder.Configuration.AddSettingLayers(builder.Environment.EnvironmentName);
        return builder;
    }

    /// <summary>Puts the files below the environment, and the secret stores above everything.</summary>
    public static void AddSettingLayers(this IConfigurationManager settings, string environment)
    {
        var folder = FolderOf(settings);
        var place = PlaceOfEnvironment(settings.Sources);
        settings.Sources.Insert(place++, new YamlSettings(folder, "settings.yaml"));
        settings.Sources.Insert(place++, new YamlSettings(folder, $"settings.{SettingsProfile.Of(settings, environment)}.yaml"));
        settings.Sources.Insert(place, new DotEnvSettings(folder));
        settings.AddSecrets();
    }

    private static string FolderOf(IConfiguration settings)
    {
        if (settings[FolderVariable] is not { Length: > 0 } folder)
            return Directory.GetCurrentDirectory();
        return Directory.Exists(folder)
            ? folder
            : throw new ValidationException($"{FolderVariable}: there is no folder '{folder}'.");
    }

    // Other variables, of the host, come with a prefix.
    private static int PlaceOfEnvironment(IList<IConfigurationSource> sources)
    {
        for (var i = sources.Count - 1; i >= 0; i--)
        {
            if (sources[i] is EnvironmentVariablesConfigurationSource { Prefix: null or "" })
                return i;
        }
        return sources.Count;
    }
}

using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;
using Sanctum.Secrets;

namespace Sanctum.Configuration;

/// <summary>The values of settings, with the sources that win.</summary>
internal static class SettingValues
{
    /// <summary>What a setting that is not valid is, masked, in a sentence with a blank before it; empty where no source has
    /// it.</summary>
    public static string Describe(IConfiguration configuration, string name)
    {
        if (Find(configuration, name) is not { } found)
            return "";
        var value = found.IsSecret || SensitiveNames.MatchSetting(name) ? MaskedText.Mask : MaskedText.Of(found.Value);
        return $" It is '{value}', from {found.Source}.";
    }

    /// <summary>The value of a setting, and the source that wins; null where no source has it.</summary>
    public static FoundValue? Find(IConfiguration configuration, string name)
    {
        foreach (var provider in (configuration as IConfigurationRoot)?.Providers.Reverse() ?? [])
        {
            if (provider.TryGet(name, out var value) && value is not null)
                return new FoundValue(
                    value, NameOf(provider), provider is ISettingSource source && source.Secrets.Contains(value));
        }
        return null;
    }

    private static string NameOf(IConfigurationProvider provider) => provider switch
    {
        ISettingSource source => source.Name,
        JsonConfigurationProvider json => $"file {json.Source.Path}",
        EnvironmentVariablesConfigurationProvider => "environment",
        CommandLineConfigurationProvider => "command line",
        _ => "host",
    };
}

/// <summary>A value that a source has for a setting.</summary>
/// <param name="Value">As it is written there.</param>
/// <param name="Source">What people call the source.</param>
/// <param name="IsSecret">Whether it came from a secret store.</param>
internal sealed record FoundValue(string Value, string Source, bool IsSecret = false);

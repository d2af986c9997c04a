using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Sanctum.Plugins;

/// <summary>
/// What the configuration and the environment say of the settings of one plug-in:
/// <c>Sanctum:Plugins:Settings:{plugin}:{setting}</c>, in any case; else <c>{PLUGIN}_{SETTING}</c>, such as
/// <c>MY_PLUGIN_API_KEY</c>.
/// </summary>
internal sealed partial class PluginConfiguration(PluginOptions options, IConfiguration configuration, string plugin)
{
    private readonly Dictionary<string, string> _named = options.Settings
        .Where(named => named.Key.Equals(plugin, StringComparison.OrdinalIgnoreCase))
        .SelectMany(named => named.Value)
        .ToDictionary(setting => setting.Key, setting => setting.Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>The value of a setting as text, or null.</summary>
    public string? Find(string setting) => _named.GetValueOrDefault(setting) ?? configuration[VariableOf(plugin, setting)];

    /// <summary>The environment variable of a setting.</summary>
    public static string VariableOf(string plugin, string setting) => $"{Upper(plugin)}_{Upper(setting)}";

    private static string Upper(string name) => Separator().Replace(JsonNamingPolicy.SnakeCaseUpper.ConvertName(name), "_");

    [GeneratedRegex("[^A-Z0-9]+")]
    private static partial Regex Separator();
}

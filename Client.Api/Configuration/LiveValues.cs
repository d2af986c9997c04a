using Sanctum.Secrets;

namespace Sanctum.Configuration;

/// <summary>The live settings of a version as they are shown. No secret is live; should one look like it, it is masked.</summary>
internal static class LiveValues
{
    public static SortedDictionary<string, string> Of(ConfigurationVersion version) => new(
        version.Settings.ToDictionary(setting => setting.Name, setting => MaskedText.Of(setting.Value)), StringComparer.Ordinal);
}

using System.Text.RegularExpressions;

namespace Sanctum.Configuration;

/// <summary>What the binder of configuration says of a value that it cannot read, without a value that is a secret.</summary>
internal static partial class UnreadableValue
{
    /// <summary>The setting, what it must be, and what it is; the binder's own words where those name no setting.</summary>
    public static string Describe(InvalidOperationException exception, IConfiguration configuration, SettingsCatalog? catalog)
    {
        if (Place().Match(exception.Message) is not { Success: true } place)
            return exception.Message;
        var name = place.Groups["name"].Value;
        var wanted = catalog?.Find(name)?.Range ?? $"of type {place.Groups["type"].Value}";
        return $"{name}: It must be {wanted}.{SettingValues.Describe(configuration, name)}";
    }

    [GeneratedRegex(@" at '(?<name>[^']+)' to type '([\w.+`]*\.)?(?<type>[^'.]+)'\.\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Place();
}

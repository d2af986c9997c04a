using System.ComponentModel.DataAnnotations;

namespace Sanctum.Configuration;

/// <summary>Which file of settings is laid over <c>settings.yaml</c>.</summary>
internal static class SettingsProfile
{
    private const string Variable = "SANCTUM_PROFILE";
    private const string Fallback = "production";
    private static readonly string[] Known = ["development", "staging", Fallback];

    /// <summary>The profile that <c>SANCTUM_PROFILE</c> names, else the one that is called as the host's environment.</summary>
    /// <exception cref="ValidationException">The variable names none.</exception>
    public static string Of(IConfiguration settings, string environment)
    {
        if (settings[Variable] is { Length: > 0 } named)
            return Find(named)
                ?? throw new ValidationException($"{Variable}: '{named}' is none of {string.Join(", ", Known)}.");
        return Find(environment) ?? Fallback;
    }

    private static string? Find(string name) =>
        Known.FirstOrDefault(profile => profile.Equals(name, StringComparison.OrdinalIgnoreCase));
}

using System.ComponentModel.DataAnnotations;

namespace Sanctum.Telemetry;

/// <summary>The section <c>Logging</c>, whose own check does not say which setting is wrong.</summary>
internal static class LogLevels
{
    private const string Section = "LogLevel";

    /// <exception cref="ValidationException">A level is none; the message names the setting.</exception>
    public static void Check(IConfiguration configuration)
    {
        var logging = configuration.GetSection("Logging");
        foreach (var levels in logging.GetChildren()
            .Select(provider => provider.GetSection(Section)).Prepend(logging.GetSection(Section)))
        {
            foreach (var level in levels.GetChildren())
            {
                if (!Enum.TryParse<LogLevel>(level.Value, ignoreCase: true, out _))
                    throw new ValidationException(
                        $"{level.Path}: '{level.Value}' is none of {string.Join(", ", Enum.GetNames<LogLevel>())}.");
            }
        }
    }
}

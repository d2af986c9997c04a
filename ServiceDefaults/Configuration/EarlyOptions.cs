using System.ComponentModel.DataAnnotations;

namespace Sanctum.Configuration;

/// <summary>Options that are needed before there is a host that checks them.</summary>
internal static class EarlyOptions
{
    /// <summary>Reads a section, and checks it.</summary>
    /// <exception cref="ValidationException">A value is outside its range; the message names the setting.</exception>
    public static T Read<T>(IConfiguration configuration, string section) where T : class, new()
    {
        var options = Bind<T>(configuration, section);
        var failures = new List<ValidationResult>();
        if (Validator.TryValidateObject(options, new ValidationContext(options), failures, validateAllProperties: true))
            return options;
        var setting = $"{section}:{failures[0].MemberNames.FirstOrDefault()}";
        throw new ValidationException(
            $"{setting}: {failures[0].ErrorMessage}{SettingValues.Describe(configuration, setting)}");
    }

    /// <summary>Reads a section that the host will check.</summary>
    /// <exception cref="ValidationException">A value is not of its type; the message names the setting.</exception>
    public static T Bind<T>(IConfiguration configuration, string section) where T : class, new()
    {
        try
        {
            return configuration.GetSection(section).Get<T>() ?? new T();
        }
        catch (InvalidOperationException exception)
        {
            throw new ValidationException(
                UnreadableValue.Describe(exception, configuration, new SettingsCatalog([typeof(T).Assembly])));
        }
    }
}

using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Sanctum.Configuration;

namespace Sanctum.Hosting;

/// <summary>Says in one line which setting is wrong, by the name that an operator gave it.</summary>
internal static partial class SettingError
{
    /// <summary>Where an exception comes from that a value of the wrong type causes.</summary>
    public const string BinderSource = "Microsoft.Extensions.Configuration.Binder";

    /// <summary>Checks all settings, before anything uses them.</summary>
    /// <exception cref="ValidationException">One is wrong; the message names it.</exception>
    public static void CheckSettings(this WebApplication app)
    {
        try
        {
            app.Services.GetService<IStartupValidator>()?.Validate();
        }
        catch (Exception exception) when (
            exception is OptionsValidationException or InvalidOperationException { Source: BinderSource })
        {
            throw new ValidationException(Describe(exception, app.Services), exception);
        }
    }

    /// <param name="exception">What the check of the settings threw.</param>
    /// <param name="services">The process, where it was built; it knows where options are bound.</param>
    public static string Describe(Exception exception, IServiceProvider? services) =>
        (exception is OptionsValidationException options
        ? string.Join(
            ' ', options.Failures.Select(failure => Describe(failure, SectionOf(options.OptionsType, services), services)))
        : exception is InvalidOperationException { Source: BinderSource } unreadable
            && services?.GetService<IConfiguration>() is { } configuration
            ? UnreadableValue.Describe(unreadable, configuration, services.GetService<SettingsCatalog>())
            : exception.Message).ReplaceLineEndings(" ");

    private static string Describe(string failure, string? section, IServiceProvider? services) =>
        section is not null && Failure().Match(failure) is { Success: true } match
            ? $"{section}:{match.Groups["members"].Value.Replace(", ", $", {section}:", StringComparison.Ordinal)}: " +
                $"{match.Groups["error"].Value}{ValueOf($"{section}:{match.Groups["members"].Value}", services)}"
            : failure;

    private static string ValueOf(string setting, IServiceProvider? services) =>
        services?.GetService<IConfiguration>() is { } configuration ? SettingValues.Describe(configuration, setting) : "";

    // Some options are read, and refused, while the process is built; those say themselves where they are bound.
    private static string? SectionOf(Type options, IServiceProvider? services) =>
        options.GetField(nameof(ShutdownOptions.Section))?.GetRawConstantValue() as string
            ?? (services is null ? null : BoundSectionOf(options, services));

    // What binds options keeps what it does as a delegate; asked again, it says for which section it asks.
    private static string? BoundSectionOf(Type options, IServiceProvider services)
    {
        var asked = new AskedConfiguration();
        foreach (var step in services.GetServices(typeof(IConfigureOptions<>).MakeGenericType(options)).OfType<object>())
        {
            var type = step.GetType();
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ConfigureNamedOptions<,>)
                && type.GetGenericArguments()[1] == typeof(IConfiguration))
                ((Delegate?)type.GetProperty(nameof(ConfigureNamedOptions<,>.Action))!.GetValue(step))?.DynamicInvoke(
                    Activator.CreateInstance(options), asked);
        }
        return asked.Section;
    }

    // As DataAnnotations are reported by Microsoft.Extensions.Options.
    [GeneratedRegex(
        "members: '(?<members>[^']+)' with the error: '(?<error>.*)'\\.$",
        RegexOptions.Singleline, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Failure();

    private sealed class AskedConfiguration : IConfiguration
    {
        private readonly IConfigurationRoot _empty = new ConfigurationBuilder().Build();

        public string? Section { get; private set; }

        public string? this[string key]
        {
            get => null;
            set => throw new NotSupportedException("Nothing is configured here.");
        }

        public IConfigurationSection GetSection(string key) => _empty.GetSection(Section = key);

        public IEnumerable<IConfigurationSection> GetChildren() => [];

        public IChangeToken GetReloadToken() => _empty.GetReloadToken();
    }
}

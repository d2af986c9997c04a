using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using Sanctum.Errors;

namespace Sanctum.Access;

/// <summary>The OpenID providers that the settings name.</summary>
internal sealed class SignInProviders
{
    private const string Section = "Sanctum:Access:Providers";
    private const int MaxProviders = 20;

    /// <exception cref="ValidationException">A setting is wrong; the message names it.</exception>
    public SignInProviders(IConfiguration configuration)
    {
        var sections = configuration.GetSection(Section).GetChildren().ToArray();
        if (sections.Length > MaxProviders)
            throw new ValidationException(
                $"{Section}: there are {sections.Length} providers; at most {MaxProviders} are allowed.");
        All = [.. sections.OrderBy(section => section.Key, StringComparer.Ordinal).Select(section => Read(section))];
    }

    /// <summary>All of them, by name.</summary>
    public ImmutableArray<SignInProvider> All { get; }

    /// <exception cref="NotFoundException">There is none of this name.</exception>
    public SignInProvider Get(string name) =>
        All.FirstOrDefault(provider => provider.Name == name) ?? throw new NotFoundException("provider", name);

    private static SignInProvider Read(IConfigurationSection section)
    {
        var options = new SignInProviderOptions();
        // A list in the settings replaces the default one.
        if (section.GetSection(nameof(SignInProviderOptions.Scopes)).Exists())
            options.Scopes = [];
        section.Bind(options);
        return options.Fault(section.Key) is { } fault
            ? throw new ValidationException($"{Section}:{section.Key}: {fault}")
            : new SignInProvider(section.Key, options);
    }
}

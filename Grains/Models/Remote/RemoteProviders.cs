using Microsoft.Extensions.Configuration;

namespace Sanctum.Models.Remote;

/// <summary>The providers that configuration names, and the two vendors, which need nothing but a key.</summary>
internal static class RemoteProviders
{
    private const string Section = "Sanctum:Models:Providers";

    /// <returns>One for each, checked already; it is made with the clock of its process.</returns>
    /// <exception cref="InvalidOperationException">A provider's configuration is wrong.</exception>
    public static IEnumerable<Func<TimeProvider, RemoteProvider>> From(IConfiguration configuration)
    {
        var apis = typeof(IRemoteApi).Assembly.GetTypes()
            .Where(type => typeof(IRemoteApi).IsAssignableFrom(type) && type.IsClass)
            .Select(type => (IRemoteApi)Activator.CreateInstance(type)!)
            .ToDictionary(api => api.Kind, StringComparer.OrdinalIgnoreCase);
        var providers = new Dictionary<string, ProviderOptions>(StringComparer.OrdinalIgnoreCase)
        {
            ["openai"] = new() { Kind = "OpenAI" },
            ["anthropic"] = new() { Kind = "Anthropic" },
        };
        foreach (var section in configuration.GetSection(Section).GetChildren())
        {
            // Bound onto the vendor's defaults where it has them, so that a timeout alone can be changed.
            var options = providers.GetValueOrDefault(section.Key, new ProviderOptions());
            section.Bind(options);
            providers[section.Key] = options;
        }
        return [.. providers.Select(provider => Connect(provider.Key, provider.Value, apis, configuration))];
    }

    private static Func<TimeProvider, RemoteProvider> Connect(
        string name, ProviderOptions options, Dictionary<string, IRemoteApi> apis, IConfiguration configuration)
    {
        if (options.Fault() is { } fault)
            throw new InvalidOperationException($"{Section}:{name}: {fault}");
        if (!apis.TryGetValue(options.Kind, out var api))
        {
            throw new InvalidOperationException(
                $"{Section}:{name}: Kind '{options.Kind}' is none of {string.Join(", ", apis.Keys)}.");
        }
        var (vendorKey, isConfigured) = (configuration[api.KeyVariable], configuration.GetSection($"{Section}:{name}").Exists());
        return clock => new RemoteProvider(name, options, api, vendorKey, isConfigured, clock);
    }
}

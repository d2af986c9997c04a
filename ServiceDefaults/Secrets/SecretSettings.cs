using Sanctum.Configuration;

namespace Sanctum.Secrets;

/// <summary>Settings whose values were read from a secret store, each in the place of its reference.</summary>
/// <param name="store">The store's name.</param>
/// <param name="values">The secrets by the names of the settings.</param>
internal sealed class SecretSettings(string store, IReadOnlyDictionary<string, string> values)
    : ConfigurationProvider, IConfigurationSource, ISettingSource
{
    public string Name => $"secret store {store}";

    public IEnumerable<string> Secrets => values.Values;

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public override void Load() =>
        Data = values.ToDictionary(value => value.Key, value => (string?)value.Value, StringComparer.OrdinalIgnoreCase);
}

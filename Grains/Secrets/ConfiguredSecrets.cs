using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Sanctum.Configuration;

namespace Sanctum.Secrets;

/// <summary>
/// The secrets of this process' configuration: values under <see cref="SensitiveNames"/>, also inside of connection strings,
/// the passwords of addresses, and what was read from secret stores.
/// </summary>
internal sealed partial class ConfiguredSecrets(IConfiguration configuration)
{
    private const string Name = "secret";

    private readonly KnownSecrets _known = new(configuration.AsEnumerable()
        .SelectMany(setting => SecretsIn(setting.Key, setting.Value))
        .Concat(SecretsOfStores(configuration))
        .Where(secret => secret.Length >= KnownSecrets.MinLength)
        .Select(secret => KeyValuePair.Create(Name, secret)));

    /// <summary>The text without them, should a provider or a tool repeat one.</summary>
    public string Hide(string text) => _known.Hide(text);

    private static IEnumerable<string> SecretsOfStores(IConfiguration configuration) =>
        configuration is IConfigurationRoot root
            ? root.Providers.OfType<ISettingSource>().SelectMany(source => source.Secrets)
            : [];

    private static IEnumerable<string> SecretsIn(string name, string? value)
    {
        if (value is null)
            yield break;
        if (SensitiveNames.MatchSetting(name))
            yield return value;
        foreach (Match part in Part().Matches(value).Where(part => SensitiveNames.Match(part.Groups["name"].Value)))
            yield return part.Groups["value"].Value;
        foreach (Match password in Password().Matches(value))
            yield return password.Groups["value"].Value;
    }

    // Host=db;Password=abc and redis:6379,password=abc. The value may hold a name and its value, so it is not consumed.
    [GeneratedRegex(@"(?<name>[A-Za-z][A-Za-z0-9_-]{0,63})\s*=\s*(?=(?<value>[^;,\s]+))")]
    private static partial Regex Part();

    // https://name:abc@host
    [GeneratedRegex(@"://[^/\s:@]*:(?<value>[^/\s@]+)@")]
    private static partial Regex Password();
}

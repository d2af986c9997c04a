using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Sanctum.Secrets;

/// <summary>
/// The secrets of this process' configuration: values whose names say so, and passwords inside of addresses and connection strings.
/// </summary>
internal sealed partial class ConfiguredSecrets(IConfiguration configuration)
{
    private const string Name = "secret";

    private readonly KnownSecrets _known = new(configuration.AsEnumerable()
        .SelectMany(setting => SecretsIn(setting.Key, setting.Value))
        .Where(secret => secret.Length >= KnownSecrets.MinLength)
        .Select(secret => KeyValuePair.Create(Name, secret)));

    /// <summary>The text without them, should a provider or a tool repeat one.</summary>
    public string Hide(string text) => _known.Hide(text);

    private static IEnumerable<string> SecretsIn(string name, string? value)
    {
        if (value is null)
            yield break;
        if (SensitiveNames.MatchSetting(name))
            yield return value;
        foreach (Match password in Password().Matches(value))
            yield return password.Groups["value"].Value;
    }

    // Host=db;Password=abc and redis:6379,password=abc; https://name:abc@host
    [GeneratedRegex(@"\b(?:password|pwd)\s*=\s*(?<value>[^;,\s]+)|://[^/\s:@]*:(?<value>[^/\s@]+)@", RegexOptions.IgnoreCase)]
    private static partial Regex Password();
}

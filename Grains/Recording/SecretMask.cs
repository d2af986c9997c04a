using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;

namespace Sanctum.Recording;

/// <summary>Takes out of a text every configured value whose name says that it is a secret, should a provider or a tool repeat it.</summary>
internal sealed partial class SecretMask(IConfiguration configuration)
{
    private const int ShortestSecret = 8;
    private const string Mask = "[secret]";

    // Longest first: one secret may hold another. Both spellings: a text may be JSON or become part of it.
    private readonly string[] _secrets =
    [
        .. configuration.AsEnumerable()
            .Where(setting => setting.Value is { Length: >= ShortestSecret } && SecretName().IsMatch(setting.Key))
            .SelectMany(setting => new[] { setting.Value!, JsonEncodedText.Encode(setting.Value!, Exchange.Json.Encoder).Value })
            .Distinct()
            .OrderByDescending(secret => secret.Length),
    ];

    public string Hide(string text) => _secrets.Aggregate(text, (masked, secret) => masked.Replace(secret, Mask, StringComparison.Ordinal));

    [GeneratedRegex("(key|secret|token|password|credentials?|connectionstring|sanctum_postgres)$", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();
}

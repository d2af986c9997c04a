using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sanctum.Errors;
using Sanctum.Schemas;

namespace Sanctum.Platforms.Webhooks;

/// <summary>Where an account's replies go.</summary>
internal sealed partial record WebhookSettings(
    [Description("The http or https address that replies are posted to."), StringLength(2_048, MinimumLength = 8)] string Url,
    [Description("Further headers, such as a routing key; operators see them, so they are no place for secrets.")]
    Dictionary<string, string>? Headers = null)
{
    private const int MaxHeaders = 20;
    private static readonly string[] Reserved =
        ["authorization", "cookie", "proxy-authorization", "host", "connection", "transfer-encoding", "expect", "user-agent"];

    /// <summary>The JSON Schema of these settings.</summary>
    public static string Schema { get; } = TypeSchema.Of(typeof(WebhookSettings)).ToJsonString();

    public static WebhookSettings Read(JsonElement settings) => settings.Deserialize<WebhookSettings>(TypeSchema.Json)!;

    /// <summary>What is wrong with settings that fit the schema.</summary>
    public IEnumerable<FieldError> Check()
    {
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")
            || address.UserInfo.Length > 0)
            yield return new FieldError("url", "is not an http or https address without credentials.");
        if (Headers?.Count > MaxHeaders)
            yield return new FieldError("headers", $"are {Headers.Count}; the limit is {MaxHeaders}.");
        foreach (var (name, value) in Headers ?? [])
        {
            if (!Name().IsMatch(name) || !Value().IsMatch(value))
                yield return new FieldError(
                    $"headers.{name}",
                    "is no header: names are letters, digits and hyphens, at most 64; values are printable ASCII, at most 1000.");
            else if (Reserved.Contains(name, StringComparer.OrdinalIgnoreCase) || Ours().IsMatch(name))
                yield return new FieldError($"headers.{name}", "is not to be set here.");
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9-]{1,64}\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"\A[\x20-\x7e]{0,1000}\z")]
    private static partial Regex Value();

    [GeneratedRegex(@"\A(webhook|content)-", RegexOptions.IgnoreCase)]
    private static partial Regex Ours();
}

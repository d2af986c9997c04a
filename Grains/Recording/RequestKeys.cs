using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sanctum.Secrets;

namespace Sanctum.Recording;

/// <summary>
/// What a request is found by: a hash of what was asked. The clock in the instructions is left out, and so are the tools that a
/// model is told of, because a recording should outlive a tool that is added later.
/// </summary>
internal sealed partial class RequestKeys(ConfiguredSecrets secrets)
{
    private const string SystemRole = "system";

    public string OfModel(string model, IEnumerable<RecordedMessage> messages) => Hash([model, .. messages.Select(Canonical)]);

    public string OfTool(string tool, string arguments) => Hash([tool, arguments]);

    /// <summary>The message as it is compared.</summary>
    public static string Canonical(RecordedMessage message) =>
        JsonSerializer.Serialize(
            message.Role == SystemRole ? message with { Text = Clock().Replace(message.Text ?? "", "<time>") } : message,
            RecordingJson.Options);

    private string Hash(string[] parts) =>
        Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(secrets.Hide(JsonSerializer.Serialize(parts, RecordingJson.Options)))));

    [GeneratedRegex(@"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?")]
    private static partial Regex Clock();
}

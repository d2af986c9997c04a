using Microsoft.Extensions.AI;

namespace Sanctum.Models;

/// <summary>
/// Members of a message or a call that mean something to the model's provider only, and that it must get back with them: as a
/// JSON object in a text, which nobody but the provider's client reads.
/// </summary>
internal static class OpaqueFields
{
    private const string Key = "provider_fields";

    /// <summary>What a message, a call or an update carries, or null.</summary>
    public static string? Of(AdditionalPropertiesDictionary? properties) => properties?.GetValueOrDefault(Key) as string;

    /// <summary>As a message, a call or an update carries it.</summary>
    public static AdditionalPropertiesDictionary? ToProperties(string? fields) =>
        fields is null ? null : new AdditionalPropertiesDictionary { [Key] = fields };
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sanctum.Secrets;

namespace Sanctum.Plugins;

/// <summary>
/// The settings of a plug-in: the defaults of its schema, over them what the configuration says, over that what operators set.
/// </summary>
internal static class PluginSettings
{
    /// <summary>What is shown in the place of a secret.</summary>
    public const string Mask = PluginDescription.MaskedSecret;

    public static JsonObject Combine(JsonObject schema, PluginConfiguration configured, JsonObject set)
    {
        var settings = new JsonObject();
        foreach (var (name, rule) in Properties(schema))
        {
            var value = set.ContainsKey(name) ? set[name] : Read(rule, configured.Find(name)) ?? rule["default"];
            if (value is not null)
                settings[name] = value.DeepClone();
        }
        // What the schema does not know stays, to be refused by it.
        foreach (var (name, value) in set.Where(field => !settings.ContainsKey(field.Key)))
            settings[name] = value?.DeepClone();
        return settings;
    }

    /// <summary>The settings as they may be shown.</summary>
    public static JsonObject Masked(JsonObject schema, JsonObject settings)
    {
        var shown = settings.DeepClone().AsObject();
        foreach (var name in Secrets(schema).Where(shown.ContainsKey))
            shown[name] = Mask;
        return shown;
    }

    /// <summary>New settings in which secrets that came back as they were shown are those that were set before.</summary>
    public static JsonObject Unmasked(JsonObject schema, JsonObject settings, JsonObject before)
    {
        var whole = settings.DeepClone().AsObject();
        foreach (var name in Secrets(schema).Where(
            name => whole[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String && (string?)value == Mask))
        {
            if (before[name] is { } known)
                whole[name] = known.DeepClone();
            else
                whole.Remove(name);
        }
        return whole;
    }

    private static IEnumerable<string> Secrets(JsonObject schema) =>
        Properties(schema).Where(property => IsSecret(property.Name, property.Rule)).Select(property => property.Name);

    // An author who forgot to say so meant it all the same.
    private static bool IsSecret(string name, JsonObject rule) =>
        rule["writeOnly"] is JsonValue secret && secret.GetValueKind() == JsonValueKind.True
        || SensitiveNames.Match(name) && rule["type"] is JsonValue type && type.GetValueKind() == JsonValueKind.String
            && (string?)type == "string";

    private static IEnumerable<(string Name, JsonObject Rule)> Properties(JsonObject schema) =>
        (schema["properties"] as JsonObject ?? []).Where(property => property.Value is JsonObject).Select(
            property => (property.Key, property.Value!.AsObject()));

    // What does not read as the schema's type stays text, so that the schema refuses it and says what it wants.
    private static JsonNode? Read(JsonObject rule, string? text) =>
        text is null ? null : (string?)(rule["type"] as JsonValue) switch
        {
            "integer" when long.TryParse(text, CultureInfo.InvariantCulture, out var number) => number,
            "number" when double.TryParse(text, CultureInfo.InvariantCulture, out var number) => number,
            "boolean" when bool.TryParse(text, out var flag) => flag,
            _ => text,
        };
}

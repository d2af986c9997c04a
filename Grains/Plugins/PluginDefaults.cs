using System.Text.Json.Nodes;
using Sanctum.Schemas;

namespace Sanctum.Plugins;

/// <summary>The defaults of a plug-in's schema, in the places of settings that are not valid.</summary>
internal static class PluginDefaults
{
    private static readonly char[] EndsOfName = ['.', '['];

    /// <summary>The settings without those that are not valid; a setting without a default is left out.</summary>
    /// <param name="schema">The plug-in's schema.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="replaced">Is told the name of each that was not valid.</param>
    public static JsonObject Fill(JsonObject schema, JsonObject settings, Action<string> replaced)
    {
        var wrong = new JsonSchemaValidator(schema).Validate(settings).Select(error => error.Field.Split(EndsOfName, 2)[0])
            .Distinct(StringComparer.Ordinal).Where(settings.ContainsKey).ToList();
        foreach (var name in wrong)
        {
            replaced(name);
            if (schema["properties"]?[name]?["default"] is { } value)
                settings[name] = value.DeepClone();
            else
                settings.Remove(name);
        }
        return settings;
    }
}

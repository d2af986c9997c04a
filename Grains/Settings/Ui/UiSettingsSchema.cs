using System.Text.Json;
using System.Text.Json.Nodes;
using Sanctum.Errors;
using Sanctum.Schemas;

namespace Sanctum.Settings;

/// <summary>What the settings document of user interfaces may hold.</summary>
internal static class UiSettingsSchema
{
    private static readonly JsonSchemaValidator Validator = new(JsonNode.Parse(
        """
        {
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "uploads": {
              "type": "object",
              "additionalProperties": false,
              "properties": { "maxBytes": { "type": "integer", "minimum": 1024, "maximum": 67108864 } }
            },
            "antivirus": {
              "type": "object",
              "additionalProperties": false,
              "properties": { "enabled": { "type": "boolean" }, "strict": { "type": "boolean" } }
            },
            "speech": {
              "type": "object",
              "additionalProperties": false,
              "properties": {
                "input": { "type": "boolean" },
                "output": { "type": "boolean" },
                "voice": { "type": "string", "minLength": 1, "maxLength": 64 },
                "language": { "type": "string", "pattern": "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$" },
                "rate": { "type": "number", "minimum": 0.25, "maximum": 4 }
              }
            }
          }
        }
        """));

    /// <summary>The document as it is kept.</summary>
    /// <exception cref="InvalidRequestException">Every field that is wrong.</exception>
    public static JsonObject Check(string document)
    {
        var read = Parse(document);
        return Validator.Validate(read) is { Count: > 0 } errors ? throw new InvalidRequestException(errors) : read;
    }

    private static JsonObject Parse(string document)
    {
        try
        {
            return JsonNode.Parse(document) as JsonObject
                ?? throw new InvalidRequestException("body", "must be a JSON object.");
        }
        catch (JsonException)
        {
            throw new InvalidRequestException("body", "is not JSON.");
        }
    }
}

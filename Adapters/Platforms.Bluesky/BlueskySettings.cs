using System.Text.Json;

namespace Sanctum.Platforms.Bluesky;

/// <summary>An account's settings.</summary>
/// <param name="Service">Where to log in; null: where the account's DID document says that it lives.</param>
/// <param name="Languages">The languages that it writes in.</param>
internal sealed record BlueskySettings(Uri? Service = null, IReadOnlyList<string>? Languages = null)
{
    public const string Schema =
        """
        {
          "type": "object",
          "additionalProperties": false,
          "properties": {
            "service": {
              "type": "string", "minLength": 8, "maxLength": 300,
              "description": "The server to log in at, such as https://bsky.social; without it the one that the account's DID document names."
            },
            "languages": {
              "type": "array", "maxItems": 3,
              "items": { "type": "string", "minLength": 2, "maxLength": 35 },
              "description": "The languages that the account writes in, such as en or pt-BR."
            }
          }
        }
        """;

    public static BlueskySettings Of(JsonElement settings) =>
        settings.Deserialize<BlueskySettings>(XrpcJson.Options) ?? new BlueskySettings();
}

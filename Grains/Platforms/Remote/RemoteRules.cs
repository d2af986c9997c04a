using System.Text.Json;
using System.Text.Json.Nodes;
using Sanctum.Errors;
using Sanctum.Platforms.Webhooks;
using Sanctum.Schemas;

namespace Sanctum.Platforms.Remote;

/// <summary>What a registration must look like.</summary>
internal static class RemoteRules
{
    private const int MaxSchemaCharacters = 16_000;
    private const int MaxUrlCharacters = 2_000;
    private const int MaxTextCharacters = 32_000;

    /// <exception cref="InvalidRequestException">A field breaks a rule; every one is named.</exception>
    public static void Check(RemoteRegistration registration)
    {
        var errors = new List<FieldError>();
        if (registration.BaseUrl.Length > MaxUrlCharacters
            || !Uri.TryCreate(registration.BaseUrl, UriKind.Absolute, out var address)
            || address.Scheme is not ("http" or "https") || address.UserInfo.Length > 0 || address.Query.Length > 0
                || address.Fragment.Length > 0)
            errors.Add(new FieldError(
                "baseUrl", $"is not an http or https address without credentials and query, of at most {MaxUrlCharacters} " +
                "characters."));
        if (registration.LongestText is < 1 or > MaxTextCharacters)
            errors.Add(new FieldError("longestText", $"{registration.LongestText} is not between 1 and {MaxTextCharacters}."));
        errors.AddRange(CheckSecret(registration.Secret));
        errors.AddRange(CheckSchema(registration.SettingsSchema));
        if (errors.Count > 0)
            throw new InvalidRequestException(errors);
    }

    private static IEnumerable<FieldError> CheckSecret(string secret)
    {
        FieldError? error = null;
        try
        {
            _ = WebhookSecrets.Parse(secret);
        }
        catch (FormatException exception)
        {
            error = new FieldError("secret", exception.Message);
        }
        return error is null ? [] : [error];
    }

    // A schema that cannot be used would show only when somebody connects an account.
    private static IEnumerable<FieldError> CheckSchema(string schema)
    {
        if (schema.Length > MaxSchemaCharacters)
            return [new FieldError("settingsSchema", $"has {schema.Length} characters; the limit is {MaxSchemaCharacters}.")];
        try
        {
            var rules = JsonNode.Parse(schema, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (JsonSchemaValidator.FaultOf(rules) is { } fault)
                return [new FieldError("settingsSchema", $"is not a JSON Schema that can be used: {fault}")];
            if (rules is JsonObject root && root["type"] is JsonValue type && type.GetValueKind() == JsonValueKind.String
                && (string?)type == "object")
                return [];
        }
        catch (JsonException)
        {
            // It is told below.
        }
        return [new FieldError("settingsSchema", "is not a JSON Schema of an object.")];
    }
}

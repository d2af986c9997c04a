using System.Text.Json;
using System.Text.Json.Nodes;
using Sanctum.Errors;
using Sanctum.Platforms.Replies;
using Sanctum.Schemas;

namespace Sanctum.Platforms.Accounts;

/// <summary>
/// Checks what an operator writes about an account: settings, rules, credentials. Every wrong field is named at once.
/// </summary>
internal static class AccountDocuments
{
    private const int MaxCharacters = 64_000;
    private const int MaxCredentialCharacters = 8_000;

    /// <summary>The settings, if they are right.</summary>
    /// <exception cref="InvalidRequestException">They break the adapter's schema or its rules.</exception>
    public static async Task<string> CheckSettings(PlatformAdapters adapters, string platform, string settings)
    {
        var document = ParseObject("settings", settings);
        Require("settings", RulesOf(adapters, platform).Validate(document));
        var element = JsonSerializer.SerializeToElement(document);
        Require("settings", await adapters.Use<IPlatformAdapter,
            List<FieldError>>(platform, adapter => Task.FromResult(adapter.Validate(element).ToList())));
        return document.ToJsonString();
    }

    // Schemas are checked when adapters come, but one may have been registered by an earlier build.
    private static JsonSchemaValidator RulesOf(PlatformAdapters adapters, string platform)
    {
        try
        {
            return new JsonSchemaValidator(JsonNode.Parse(adapters.Require(platform).SettingsSchema));
        }
        catch (Exception exception) when (exception is InvalidSchemaException or JsonException)
        {
            throw new DependencyException(
                platform, $"the schema of its settings cannot be used: {exception.Message}", ErrorClass.Permanent);
        }
    }

    /// <summary>The rules, if they are right.</summary>
    /// <exception cref="InvalidRequestException">They break <see cref="ReplyRules.Schema"/>, or name a time or a zone that is
    /// none.</exception>
    public static string CheckRules(AccountKey account, string rules)
    {
        var document = ParseObject("rules", rules);
        Require("rules", new JsonSchemaValidator(ReplyRules.Schema).Validate(document));
        try
        {
            var read = ReplyRules.Read(document.ToJsonString());
            if (read.Fallback is { } fallback && account == new AccountKey(account.Tenant, fallback.Platform, fallback.Account))
                throw new InvalidRequestException("rules.fallback", "is the account itself.");
            if (read.QuietHours is { } quiet && !TimeZoneInfo.TryFindSystemTimeZoneById(quiet.TimeZone, out _))
                throw new InvalidRequestException("rules.quietHours.timeZone", $"'{quiet.TimeZone}' is no time zone.");
        }
        catch (JsonException exception)
        {
            throw new InvalidRequestException(
                $"rules{exception.Path?.TrimStart('$')}", "is not of the form that its description asks for.");
        }
        return document.ToJsonString();
    }

    /// <summary>The document with a JSON merge patch (RFC 7396) applied.</summary>
    /// <exception cref="InvalidRequestException">The patch is not a JSON object.</exception>
    public static string Merge(string field, string document, string patch)
    {
        var target = ParseObject(field, document);
        Merge(target, ParseObject(field, patch));
        return target.ToJsonString();
    }

    /// <exception cref="InvalidRequestException">One is missing, empty, too short, too long, or not asked for.</exception>
    public static void CheckCredentials(PlatformFacts platform, PlatformCredentials? credentials)
    {
        var (wanted, known) = (platform.Credentials, platform.Credentials.AddRange(platform.Keys));
        var given = credentials?.Values ?? [];
        var errors = wanted.Where(name => string.IsNullOrEmpty(given.GetValueOrDefault(name))).Select(
            name => new FieldError($"credentials.{name}", "is missing."))
            .Concat(given.Keys.Except(known).Select(
                name => new FieldError($"credentials.{name}", $"is not asked for; there are: {string.Join(", ", known)}.")))
            .Concat(platform.Keys.Where(IsTooShort).Select(
                name => new FieldError($"credentials.{name}", $"must have at least {platform.MinKeyCharacters} characters.")))
            .Concat(given.Where(pair => pair.Value?.Length > MaxCredentialCharacters).Select(
                pair => new FieldError(
                    $"credentials.{pair.Key}", $"has {pair.Value.Length} characters; the limit is {MaxCredentialCharacters}.")))
            .ToList();
        if (errors.Count > 0)
            throw new InvalidRequestException(errors);

        bool IsTooShort(string name) => given.TryGetValue(name, out var key) && !(key?.Length >= platform.MinKeyCharacters);
    }

    private static JsonObject ParseObject(string field, string json)
    {
        if (json.Length > MaxCharacters)
            throw new InvalidRequestException(field, $"has {json.Length} characters; the limit is {MaxCharacters}.");
        try
        {
            return JsonNode.Parse(json) as JsonObject ?? throw new InvalidRequestException(field, "must be a JSON object.");
        }
        catch (JsonException)
        {
            throw new InvalidRequestException(field, "is not JSON.");
        }
    }

    private static void Require(string prefix, IEnumerable<FieldError> errors)
    {
        var found = errors.Select(error => error with { Field = error.Field is "arguments" ? prefix : $"{prefix}.{error.Field}" })
            .ToList();
        if (found.Count > 0)
            throw new InvalidRequestException(found);
    }

    private static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is null)
                target.Remove(name);
            else if (value is JsonObject change && target[name] is JsonObject present)
                Merge(present, change);
            else
                target[name] = value.DeepClone();
        }
    }
}

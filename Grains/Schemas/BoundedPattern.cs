extern alias JsonSchemaNet;

using System.Text.Json;
using System.Text.RegularExpressions;
using JsonSchemaNet::Json.Schema.Keywords;

namespace Sanctum.Schemas;

/// <summary>
/// The keyword <c>pattern</c>, matched in linear time; a pattern that looks around or back is cut off after a while.
/// </summary>
internal sealed class BoundedPattern : PatternKeyword
{
    /// <summary>How long one match may take.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(200);

    private const int MaxCharacters = 1_000;

    public override object? ValidateKeywordValue(JsonElement value) =>
        value.ValueKind == JsonValueKind.String
            ? RegexOf(value.GetString()!)
            : throw new InvalidSchemaException("'pattern' must be a text.");

    /// <summary>The pattern, ready to match.</summary>
    /// <exception cref="InvalidSchemaException">It is none, or too long.</exception>
    public static Regex RegexOf(string pattern)
    {
        if (pattern.Length > MaxCharacters)
            throw new InvalidSchemaException($"a pattern has {pattern.Length} characters; the limit is {MaxCharacters}.");
        try
        {
            return Linear(pattern) ?? new Regex(pattern, RegexOptions.CultureInvariant, Timeout);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidSchemaException($"'{pattern}' is no pattern: {exception.Message}", exception);
        }
    }

    private static Regex? Linear(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Timeout);
        }
        catch (NotSupportedException)
        {
            return null;
        }
    }
}

/// <summary>The keyword <c>patternProperties</c>, matched as <see cref="BoundedPattern"/> does.</summary>
internal sealed class BoundedPatternProperties : PatternPropertiesKeyword
{
    public override object? ValidateKeywordValue(JsonElement value) => value.ValueKind == JsonValueKind.Object
        ? value.EnumerateObject().DistinctBy(property => property.Name).ToDictionary(
            property => property.Name, property => BoundedPattern.RegexOf(property.Name))
        : throw new InvalidSchemaException("'patternProperties' must be an object.");
}

using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Sanctum.Agents;
using Sanctum.Edge;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Memory;

/// <summary>A passage to insert.</summary>
/// <param name="Text">1 to 8,192 bytes as UTF-8.</param>
/// <param name="Tags">At most 16, each 1 to 64 characters without commas.</param>
/// <param name="Source">Where it comes from; at most 256 characters.</param>
/// <param name="Importance">0 to 1; 0.5 if left out.</param>
/// <param name="Key">Idempotency key of this passage; at most 256 characters.</param>
internal sealed record PassageBody(
    [property: Required] string? Text = null, string[]? Tags = null, string? Source = null, double? Importance = null,
    string? Key = null)
{
    private const double DefaultImportance = 0.5;

    /// <param name="agent">Whose passage.</param>
    /// <param name="prefix">What stands before the names of fields.</param>
    /// <param name="key">Idempotency key of the request, or null.</param>
    /// <param name="place">Its place in the request.</param>
    /// <exception cref="InvalidRequestException">There is no text, or the key is too long.</exception>
    public NewPassage ToPassage(AgentId agent, string prefix, string? key, int place)
    {
        var text = Text ?? throw new InvalidRequestException($"{prefix}text", "is required.");
        var own = Key is null ? null : PassageKey.Check($"{prefix}key", Key);
        var id = (own, key) switch
        {
            ({ } named, _) => NamedId.Of(agent.Value, "passage", named),
            (null, { } all) => NamedId.Of(agent.Value, "passage", all, $"{place}"),
            _ => Guid.CreateVersion7(),
        };
        return new NewPassage(id, text, [.. Tags ?? []], Source ?? "", Importance ?? DefaultImportance);
    }
}

/// <summary>Passages to insert.</summary>
/// <param name="Items">1 to 100.</param>
internal sealed record PassagesBody([property: Required] PassageBody[]? Items = null)
{
    /// <exception cref="InvalidRequestException">There are none, too many, or one is null.</exception>
    [JsonIgnore]
    public PassageBody[] CheckedItems
    {
        get
        {
            var items = Items ?? throw new InvalidRequestException("items", "is required.");
            if (items.Length is 0 or > PassageKey.MaxBatch)
                throw new InvalidRequestException(
                    "items", $"has {items.Length} passages; 1 to {PassageKey.MaxBatch} are allowed.");
            var missing = Array.IndexOf(items, null);
            return missing < 0 ? items : throw new InvalidRequestException($"items[{missing}]", "is null.");
        }
    }
}

/// <summary>A change of a passage; what is left out is kept.</summary>
/// <param name="Text">1 to 8,192 bytes as UTF-8.</param>
/// <param name="Tags">At most 16, each 1 to 64 characters without commas.</param>
/// <param name="Source">At most 256 characters.</param>
/// <param name="Importance">0 to 1.</param>
internal sealed record PassageChangeBody(
    string? Text = null, string[]? Tags = null, string? Source = null, double? Importance = null)
{
    public PassageChange ToChange(int? version) =>
        new(Text, Tags is null ? null : [.. Tags], Source, Importance, version);
}

/// <summary>A search.</summary>
/// <param name="Q">What is searched for; 1 to 1,000 characters.</param>
/// <param name="Tags">Tags, separated by commas; a passage must have all of them.</param>
/// <param name="Source">The source that a passage must have.</param>
/// <param name="Since">Created at this time or later.</param>
/// <param name="Until">Created before this time.</param>
/// <param name="Limit">1 to 50; 10 if left out.</param>
internal sealed record PassageSearch(
    string? Q = null, string? Tags = null, string? Source = null, string? Since = null, string? Until = null, int? Limit = null)
{
    private const int DefaultLimit = 10;

    /// <exception cref="InvalidRequestException">A parameter breaks a rule.</exception>
    public PassageQuery ToQuery(DateTimeOffset now)
    {
        var text = Q ?? throw new InvalidRequestException("q", "is required.");
        ImmutableArray<string> tags = Tags is null ? [] : [.. Tags.Split(',')];
        return new PassageQuery(
            text, tags, Source, Times.Parse("since", Since, now), Times.Parse("until", Until, now), Limit ?? DefaultLimit);
    }
}

/// <summary>Idempotency keys of passages.</summary>
internal static class PassageKey
{
    public const int MaxBatch = 100;
    private const string Header = "Idempotency-Key";
    private const int MaxCharacters = 256;

    /// <summary>The key of a request; null where it has none.</summary>
    /// <exception cref="InvalidRequestException">It is empty or too long.</exception>
    public static string? Of(HttpRequest request) =>
        request.Headers.TryGetValue(Header, out var key) ? Check(Header, key.ToString()) : null;

    /// <exception cref="InvalidRequestException">It is empty or too long.</exception>
    public static string Check(string field, string key) => key.Length is > 0 and <= MaxCharacters
        ? key
        : throw new InvalidRequestException(field, $"has {key.Length} characters; 1 to {MaxCharacters} are allowed.");
}

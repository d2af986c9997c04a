using System.Collections.Immutable;
using System.Text;
using Sanctum.Errors;
using Sanctum.Storage;
using Sanctum.Trust;

namespace Sanctum.Memory;

/// <summary>Limits of passages and of searches.</summary>
internal static class PassageRules
{
    public const int MaxTextBytes = 8 * 1024;
    public const int MaxTags = 16;
    public const int MaxTagCharacters = 64;
    public const int MaxSourceCharacters = 256;
    public const int MaxBatch = 100;
    public const int MaxQueryCharacters = 1_000;
    public const int MaxHits = 50;
    private const string HalfOfPair = "must not hold half of a surrogate pair.";

    /// <summary>The same passages with sorted tags.</summary>
    /// <exception cref="InvalidRequestException">A limit is exceeded; in a list, the field names the entry.</exception>
    public static ImmutableArray<NewPassage> Check(ImmutableArray<NewPassage> passages)
    {
        if (passages.Length is 0 or > MaxBatch)
            throw new InvalidRequestException("items", $"has {passages.Length} passages; 1 to {MaxBatch} are allowed.");
        var errors = new List<FieldError>();
        for (var i = 0; i < passages.Length; i++)
        {
            var prefix = passages.Length == 1 ? "" : $"items[{i}].";
            var passage = passages[i];
            CheckText(errors, $"{prefix}text", passage.Text);
            CheckTags(errors, $"{prefix}tags", passage.Tags);
            CheckSource(errors, $"{prefix}source", passage.Source);
            CheckImportance(errors, $"{prefix}importance", passage.Importance);
        }
        if (passages.Select(passage => passage.Id).Distinct().Count() < passages.Length)
            errors.Add(new FieldError("items", "has the same key twice."));
        ThrowIfAny(errors);
        return [.. passages.Select(passage => passage with { Tags = Sorted(passage.Tags) })];
    }

    /// <summary>A passage after a change.</summary>
    /// <exception cref="InvalidRequestException">A limit is exceeded.</exception>
    public static Passage Apply(Passage passage, PassageChange change)
    {
        var errors = new List<FieldError>();
        CheckText(errors, "text", change.Text ?? passage.Text);
        CheckTags(errors, "tags", change.Tags ?? []);
        CheckSource(errors, "source", change.Source ?? "");
        CheckImportance(errors, "importance", change.Importance ?? passage.Importance);
        ThrowIfAny(errors);
        return passage with
        {
            Text = change.Text ?? passage.Text,
            Tags = change.Tags is { } tags ? Sorted(tags) : passage.Tags,
            Source = change.Source ?? passage.Source,
            Importance = change.Importance ?? passage.Importance,
            // Only people change passages.
            Trust = change.Text is null ? passage.Trust : TrustLevel.Operator,
        };
    }

    /// <exception cref="InvalidRequestException">A limit is exceeded.</exception>
    public static void Check(PassageQuery query)
    {
        var errors = new List<FieldError>();
        if (query.Text.Length > MaxQueryCharacters || string.IsNullOrWhiteSpace(query.Text))
            errors.Add(new FieldError(
                "q", $"has {query.Text.Length} characters; 1 to {MaxQueryCharacters} are allowed, not all of them spaces."));
        else
            CheckCharacters(errors, "q", query.Text);
        CheckTags(errors, "tags", query.Tags);
        CheckSource(errors, "source", query.Source ?? "");
        if (query.Limit is < 1 or > MaxHits)
            errors.Add(new FieldError("limit", $"{query.Limit} is not between 1 and {MaxHits}."));
        if (query.Since >= query.Until)
            errors.Add(new FieldError("since", "is not before until."));
        ThrowIfAny(errors);
    }

    private static ImmutableArray<string> Sorted(ImmutableArray<string> tags) =>
        [.. tags.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static void CheckText(List<FieldError> errors, string field, string text)
    {
        var bytes = text.Length > MaxTextBytes ? text.Length : Encoding.UTF8.GetByteCount(text);
        if (bytes > MaxTextBytes)
            errors.Add(new FieldError(field, $"has {bytes} bytes or more; the limit is {MaxTextBytes}."));
        else if (string.IsNullOrWhiteSpace(text))
            errors.Add(new FieldError(field, "is empty."));
        else
            CheckCharacters(errors, field, text);
    }

    private static void CheckTags(List<FieldError> errors, string field, ImmutableArray<string> tags)
    {
        if (tags.Length > MaxTags)
            errors.Add(new FieldError(field, $"has {tags.Length} tags; the limit is {MaxTags}."));
        foreach (var tag in tags.Take(MaxTags))
        {
            if (tag is null || tag.Length is 0 or > MaxTagCharacters
                || tag.Any(letter => letter == ',' || char.IsControl(letter)))
            {
                errors.Add(new FieldError(
                    field, $"has a tag that is not 1 to {MaxTagCharacters} characters without commas and control characters."));
                return;
            }
            if (StorableText.Of(tag) != tag)
            {
                errors.Add(new FieldError(field, HalfOfPair));
                return;
            }
        }
    }

    private static void CheckSource(List<FieldError> errors, string field, string source)
    {
        if (source.Length > MaxSourceCharacters)
            errors.Add(new FieldError(field, $"has {source.Length} characters; the limit is {MaxSourceCharacters}."));
        else
            CheckCharacters(errors, field, source);
    }

    private static void CheckCharacters(List<FieldError> errors, string field, string text)
    {
        if (NullCharacter.IsIn(text))
            errors.Add(NullCharacter.Error(field));
        else if (StorableText.Of(text) != text)
            errors.Add(new FieldError(field, HalfOfPair));
    }

    private static void CheckImportance(List<FieldError> errors, string field, double importance)
    {
        if (!(importance is >= 0 and <= 1))
            errors.Add(new FieldError(field, $"{importance} is not between 0 and 1."));
    }

    private static void ThrowIfAny(List<FieldError> errors)
    {
        if (errors.Count > 0)
            throw new InvalidRequestException(errors);
    }
}

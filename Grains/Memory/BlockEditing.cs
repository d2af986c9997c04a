using Sanctum.Errors;
using Sanctum.Trust;

namespace Sanctum.Memory;

/// <summary>What a block is after an edit, or why it cannot be.</summary>
internal static class BlockEditing
{
    /// <summary>Limit of a block that an edit creates.</summary>
    public const int DefaultLimit = 5_000;

    /// <summary>Most blocks that one agent sees: each is before the model's eyes in every call.</summary>
    public const int MaxBlocks = 64;

    /// <summary>Most blocks that one agent keeps, seen or put away.</summary>
    public const int MaxKeptBlocks = 10_000;

    private const int MaxEditIdCharacters = 256;
    private const int MaxLabelCharacters = 128;
    private const int MaxDescriptionCharacters = 2_000;
    private const int HighestLimit = 100_000;

    /// <param name="block">The block; null where there is none.</param>
    /// <param name="edit">What to do.</param>
    /// <param name="now">When.</param>
    /// <param name="lastVersion">For a block that is created: the last version that its label had.</param>
    /// <exception cref="InvalidRequestException">The outcome would pass a limit, or there is nothing to replace.</exception>
    /// <exception cref="NotFoundException">There is no such block, and the edit does not create it.</exception>
    public static MemoryBlock Apply(MemoryBlock? block, MemoryEdit edit, DateTimeOffset now, int lastVersion = 0)
    {
        Check(edit);
        var present = block ?? (edit.Kind == MemoryEditKind.Write
            ? new MemoryBlock(edit.Label, "", "", DefaultLimit, lastVersion, now)
            : throw new NotFoundException("memory block", edit.Label));
        var value = ValueOf(present.Value, edit);
        var limit = edit.Limit ?? present.Limit;
        if (value.Length > limit)
        {
            throw new InvalidRequestException(
                "value",
                $"would make block '{edit.Label}' {value.Length} characters long; its limit is {limit} and it holds " +
                $"{present.Value.Length}.");
        }
        return present with
        {
            Value = value,
            Description = edit.Description ?? present.Description,
            Limit = limit,
            Version = present.Version + 1,
            UpdatedAt = now,
            Trust = edit.Kind == MemoryEditKind.Write ? edit.Trust : TrustLevels.Lowest(present.Trust, edit.Trust),
        };
    }

    /// <summary>What an edit makes of a text.</summary>
    /// <exception cref="InvalidRequestException">There is nothing to replace.</exception>
    public static string ValueOf(string text, MemoryEdit edit) => edit.Kind switch
    {
        MemoryEditKind.Write => edit.Text,
        MemoryEditKind.Append => text.Length == 0 ? edit.Text : $"{text}\n{edit.Text}",
        MemoryEditKind.Replace => Replace(text, edit),
        _ => throw new InvalidRequestException("kind", $"'{edit.Kind}' is not an edit."),
    };

    /// <exception cref="InvalidRequestException">Its texts or numbers pass a limit.</exception>
    public static void Check(MemoryEdit edit)
    {
        if (Errors(edit) is { Count: > 0 } errors)
            throw new InvalidRequestException(errors);
    }

    private static List<FieldError> Errors(MemoryEdit edit)
    {
        var errors = new List<FieldError>();
        Length("editId", edit.EditId, 1, MaxEditIdCharacters);
        Length("label", edit.Label, 1, MaxLabelCharacters);
        Length("description", edit.Description ?? "", 0, MaxDescriptionCharacters);
        Length("value", edit.Text, 0, HighestLimit);
        if (edit.Limit is < 1 or > HighestLimit)
            errors.Add(new FieldError("limit", $"{edit.Limit} is not between 1 and {HighestLimit}."));
        if (edit.BaseVersion < 0)
            errors.Add(new FieldError("version", $"{edit.BaseVersion} is not a version; they count from 1, and 0 is no block."));
        return errors;

        void Length(string field, string text, int least, int most)
        {
            if (text.Length < least || text.Length > most)
                errors.Add(new FieldError(field, $"has {text.Length} characters; the limits are {least} and {most}."));
            else if (NullCharacter.IsIn(text))
                errors.Add(NullCharacter.Error(field));
        }
    }

    private static string Replace(string text, MemoryEdit edit)
    {
        var at = string.IsNullOrEmpty(edit.OldText) ? -1 : text.IndexOf(edit.OldText, StringComparison.Ordinal);
        if (at < 0)
            throw new InvalidRequestException("oldText", $"does not occur in block '{edit.Label}'.");
        return string.Concat(text.AsSpan(0, at), edit.Text, text.AsSpan(at + edit.OldText!.Length));
    }
}

using Sanctum.Errors;

namespace Sanctum.Memory;

/// <summary>What a block is after an edit, or why it cannot be.</summary>
internal static class BlockEditing
{
    /// <summary>Limit of a block that an edit creates.</summary>
    public const int DefaultLimit = 5_000;

    private const int MostLabelCharacters = 128;

    /// <exception cref="InvalidRequestException">The outcome would pass the limit, or there is nothing to replace.</exception>
    /// <exception cref="NotFoundException">There is no such block, and the edit does not create it.</exception>
    public static MemoryBlock Apply(MemoryBlock? block, MemoryEdit edit, DateTimeOffset now)
    {
        if (edit.Label.Length is 0 or > MostLabelCharacters)
            throw new InvalidRequestException("label", $"has {edit.Label.Length} characters; the limits are 1 and {MostLabelCharacters}.");
        var present = block ?? (edit.Kind == MemoryEditKind.Write
            ? new MemoryBlock(edit.Label, "", "", DefaultLimit, Version: 0, now)
            : throw new NotFoundException("memory block", edit.Label));
        var value = edit.Kind switch
        {
            MemoryEditKind.Write => edit.Text,
            MemoryEditKind.Append => present.Value.Length == 0 ? edit.Text : $"{present.Value}\n{edit.Text}",
            MemoryEditKind.Replace => Replace(present, edit),
            _ => throw new InvalidRequestException("kind", $"'{edit.Kind}' is not an edit."),
        };
        if (value.Length > present.Limit)
        {
            throw new InvalidRequestException(
                "text", $"would make block '{edit.Label}' {value.Length} characters long; its limit is {present.Limit} and it holds {present.Value.Length}.");
        }
        return present with { Value = value, Version = present.Version + 1, UpdatedAt = now };
    }

    private static string Replace(MemoryBlock block, MemoryEdit edit)
    {
        var at = string.IsNullOrEmpty(edit.OldText) ? -1 : block.Value.IndexOf(edit.OldText, StringComparison.Ordinal);
        if (at < 0)
            throw new InvalidRequestException("oldText", $"does not occur in block '{edit.Label}'.");
        return string.Concat(block.Value.AsSpan(0, at), edit.Text, block.Value.AsSpan(at + edit.OldText!.Length));
    }
}

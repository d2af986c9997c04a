namespace Sanctum.Memory;

/// <summary>What the rows hold of a shared block.</summary>
/// <param name="Block">The block; null where there is none.</param>
/// <param name="IsReadOnly">Whether no agent may change it.</param>
/// <param name="Version">The last version of the label; 0 where it had none.</param>
/// <param name="Weight">How much is read to make the text, from the last version that holds it whole.</param>
internal sealed record SharedContent(MemoryBlock? Block, bool IsReadOnly, int Version, long Weight)
{
    private const int MinWeight = 4_096;
    private const int RowWeight = 128;

    /// <summary>What there is of a label that was never used.</summary>
    public static readonly SharedContent None = new(Block: null, IsReadOnly: false, Version: 0, Weight: 0);

    /// <summary>
    /// The change that makes the block this one, or deletes it. Its version holds the whole text instead of a splice once the
    /// versions since the last one that does weigh as much: so storage grows with what is changed, not with how long the text is,
    /// and a text is made of few rows. A deletion holds the empty text.
    /// </summary>
    public SharedChange Become(MemoryBlock? block, bool isReadOnly)
    {
        var text = block?.Value ?? "";
        var splice = TextSplice.Between(Block?.Value ?? "", text);
        var weight = WeightAfter(Weight, splice);
        var isWhole = block is null || weight >= Math.Max(text.Length, MinWeight);
        return new SharedChange(
            this, new SharedContent(block, block is not null && isReadOnly, Version + 1, isWhole ? 0 : weight),
            isWhole ? TextSplice.None : splice, isWhole ? text : null);
    }

    /// <summary>Whether a change would leave everything as it is.</summary>
    public bool IsAs(MemoryBlock block, bool isReadOnly) =>
        Block is { } present && present.Trust <= block.Trust && IsReadOnly == isReadOnly && present.Limit == block.Limit
        && present.Description == block.Description && present.Value == block.Value;

    /// <summary>The weight after a version that does not hold the whole text.</summary>
    public static long WeightAfter(long before, TextSplice splice) => before + RowWeight + splice.Added.Length;
}

/// <summary>A change of a shared block.</summary>
/// <param name="Before">What the rows must hold.</param>
/// <param name="After">What they hold then.</param>
/// <param name="Splice">What changes of the text; nothing where the version holds it whole.</param>
/// <param name="Whole">The text after, where the version holds it whole; else null.</param>
internal sealed record SharedChange(SharedContent Before, SharedContent After, TextSplice Splice, string? Whole);

using Sanctum.Trust;

namespace Sanctum.Memory;

/// <summary>A change of a block as a row has it: both texts, and what else it changed.</summary>
/// <param name="Version">The change, without its text.</param>
/// <param name="Before">The text before; null where there was no block.</param>
/// <param name="After">The text after.</param>
/// <param name="BeforeDescription">The description before; null where it is not known.</param>
/// <param name="BeforeLimit">The limit before; null where it is not known.</param>
internal sealed record KeptChange(
    BlockVersion Version, string? Before, string After, string? BeforeDescription, int? BeforeLimit)
{
    /// <summary>How far the block was trusted before.</summary>
    public TrustLevel BeforeTrust { get; init; }

    /// <summary>The change with its text and what it changed of it.</summary>
    public BlockVersion Shown => Version with
    {
        Text = After,
        Diff = UnifiedDiff.Of(
            Before ?? "", After, FormattableString.Invariant($"version {Version.Version - 1}"),
            FormattableString.Invariant($"version {Version.Version}")),
    };
}

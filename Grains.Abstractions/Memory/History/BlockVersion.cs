using System.Collections.Immutable;
using Sanctum.Trust;

namespace Sanctum.Memory;

/// <summary>What a change did with its block.</summary>
public enum BlockChangeKind
{
    /// <summary>The text was written.</summary>
    Write = 0,

    /// <summary>A line was added.</summary>
    Append = 1,

    /// <summary>A piece of the text was replaced.</summary>
    Replace = 2,

    /// <summary>The block was created by a definition, or to be attached.</summary>
    Create = 3,

    /// <summary>The block was deleted.</summary>
    Delete = 4,

    /// <summary>An earlier change was taken back.</summary>
    Undo = 5,

    /// <summary>The block was set to an earlier version.</summary>
    Restore = 6,
}

/// <summary>One change of a block. Versions of a label count on when the block is deleted and created again.</summary>
/// <param name="Version">The block's version after the change.</param>
/// <param name="Kind">What the change did.</param>
/// <param name="Author">Who made it, such as <c>agent/ada</c> or <c>user/bob</c>; <c>operator</c> where nobody signs in.</param>
/// <param name="Cause">What made it.</param>
/// <param name="ChangedAt">UTC.</param>
/// <param name="Description">What the block was for; null where that is not known, and in lists.</param>
/// <param name="Limit">Most characters that it might hold; null where that is not known, and in lists.</param>
/// <param name="Text">The text after the change; null in lists.</param>
/// <param name="Diff">What changed of the text, as a unified diff with three lines of context; null in lists.</param>
[GenerateSerializer, Immutable, Alias("sanctum.memory-block-version")]
public sealed record BlockVersion(
    [property: Id(0)] int Version,
    [property: Id(1)] BlockChangeKind Kind,
    [property: Id(2)] string Author,
    [property: Id(3)] MemoryCause Cause,
    [property: Id(4)] DateTimeOffset ChangedAt,
    [property: Id(5)] string? Description = null,
    [property: Id(6)] int? Limit = null,
    [property: Id(7)] string? Text = null,
    [property: Id(8)] string? Diff = null)
{
    /// <summary>How far the block was trusted after the change.</summary>
    [Id(9)]
    public TrustLevel Trust { get; init; }
}

/// <summary>A page of the versions of a block.</summary>
/// <param name="Items">Newest first.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
[GenerateSerializer, Immutable, Alias("sanctum.memory-block-version-page")]
public sealed record BlockVersionPage(
    [property: Id(0)] ImmutableArray<BlockVersion> Items, [property: Id(1)] int? Next);

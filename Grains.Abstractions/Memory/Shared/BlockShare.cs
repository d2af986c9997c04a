using System.Collections.Immutable;

namespace Sanctum.Memory;

/// <summary>What an agent may do with a shared block; each right includes those before it.</summary>
public enum BlockRight
{
    /// <summary>The agent sees the block.</summary>
    Read = 0,

    /// <summary>The agent may add lines; description and limit stay as they are.</summary>
    Append = 1,

    /// <summary>The agent may change the text in any way; it cannot delete the block.</summary>
    Write = 2,
}

/// <summary>An agent's right to a shared block.</summary>
/// <param name="Label">The block.</param>
/// <param name="Agent">The agent's id.</param>
/// <param name="Right">What the agent may do.</param>
/// <param name="SharedBy">Who gave the right, such as <c>user/bob</c>; <c>operator</c> where nobody signs in.</param>
/// <param name="SharedAt">When the right was given or last changed, UTC.</param>
[GenerateSerializer, Immutable, Alias("sanctum.memory-block-share")]
public sealed record BlockShare(
    [property: Id(0)] string Label,
    [property: Id(1)] string Agent,
    [property: Id(2)] BlockRight Right,
    [property: Id(3)] string SharedBy,
    [property: Id(4)] DateTimeOffset SharedAt);

/// <summary>A page of the shares of a block.</summary>
/// <param name="Items">By agent.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null at the end.</param>
[GenerateSerializer, Immutable, Alias("sanctum.memory-block-share-page")]
public sealed record BlockSharePage(
    [property: Id(0)] ImmutableArray<BlockShare> Items, [property: Id(1)] string? Next);

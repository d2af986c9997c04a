using System.Text.Json.Nodes;
using Sanctum.Identity;

namespace Sanctum.Memory;

/// <summary>Blocks as the log of memory tells them.</summary>
internal static class BlockEvents
{
    /// <summary>The event that a block has become what it is.</summary>
    public static BlockChanged Changed(GrainKey memory, MemoryBlock block) => new(
        EntryOf(block), KeyOf(memory, block), block.Label, block.Value, block.Description, block.Limit, block.Version,
        block.IsAttached);

    /// <summary>The event that a block was deleted.</summary>
    public static BlockDeleted Deleted(GrainKey memory, MemoryBlock block) => new(
        EntryOf(block),
        MemoryIdempotency.GenerateForMemoryPayload(memory, EntryOf(block), new JsonObject { ["isDeleted"] = true }),
        block.Label, block.Version + 1);

    /// <summary>The idempotency key of what a block holds; how often it was changed, and when, is no part of that.</summary>
    public static string KeyOf(GrainKey memory, MemoryBlock block) =>
        MemoryIdempotency.GenerateForMemoryPayload(memory, EntryOf(block), new JsonObject
        {
            ["value"] = block.Value,
            ["description"] = block.Description,
            ["limit"] = block.Limit,
            ["isAttached"] = block.IsAttached,
        });

    private static string EntryOf(MemoryBlock block) => $"block/{block.Label}";
}

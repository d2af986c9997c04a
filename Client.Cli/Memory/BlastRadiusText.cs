using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Memory;

/// <summary>What a message made an agent do, for people.</summary>
internal static class BlastRadiusText
{
    private const string MoreTurns = "There are more turns than were looked at.";

    public static Table Of(BlastRadiusShape found)
    {
        var table = Listing.Of("WHAT", "WHICH", "STATE");
        foreach (var call in found.Calls)
            table.Row("tool call", $"{call.Tool} {call.CallId}", call.Status ?? "running");
        foreach (var block in found.Blocks)
            table.Row("block", $"{block.Label} version {block.Version}", block.IsUndone ? "undone" : block.Kind);
        foreach (var passage in found.Passages)
            table.Row("passage", passage.Id, passage.Version > 1 ? "changed since" : "kept");
        foreach (var post in found.Posts)
            table.Row("post", $"{post.Platform}/{post.Account} {post.ExternalId}".TrimEnd(), post.Status);
        return found.IsCut ? table.Row("", MoreTurns, "") : table;
    }

    public static Table Of(UndoneShapes undone)
    {
        var table = Listing.Of("MEMORY", "OUTCOME", "REASON");
        foreach (var one in undone.Items)
            table.Row(
                one.Label is { } label ? $"block {label} version {one.Version}" : $"passage {one.PassageId}",
                one.Outcome, one.Reason ?? "");
        return undone.IsCut ? table.Row("", "", MoreTurns) : table;
    }
}

/// <summary>What people see of a blast radius.</summary>
internal sealed record BlastRadiusShape(
    CallShape[] Calls, TouchedBlockShape[] Blocks, TouchedPassageShape[] Passages, TouchedPostShape[] Posts, bool IsCut);

/// <summary>What people see of a tool call.</summary>
internal sealed record CallShape(string CallId, string Tool, string? Status);

/// <summary>What people see of a change of a block.</summary>
internal sealed record TouchedBlockShape(string Label, int Version, string Kind, bool IsUndone);

/// <summary>What people see of an inserted passage.</summary>
internal sealed record TouchedPassageShape(Guid Id, int Version);

/// <summary>What people see of a post.</summary>
internal sealed record TouchedPostShape(string Platform, string Account, string Status, string? ExternalId);

/// <summary>What people see of memories that were to be taken back.</summary>
internal sealed record UndoneShapes(UndoneShape[] Items, bool IsCut);

/// <summary>What people see of a memory that was to be taken back.</summary>
internal sealed record UndoneShape(string? Label, int Version, Guid? PassageId, string Outcome, string? Reason);

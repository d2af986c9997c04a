using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Memory;

/// <summary>Shared blocks for people.</summary>
internal static class SharedText
{
    public static Table List(IEnumerable<SharedShape> blocks) => blocks.Aggregate(
        Listing.Of("LABEL", "CHARACTERS", "LIMIT", "VERSION", "AGENTS MAY WRITE", "CHANGED", "DESCRIPTION"),
        (table, block) => table.Row(
            block.Label, block.Characters, block.Limit, block.Version, block.IsReadOnly ? "no" : "by right",
            Age.Of(block.UpdatedAt), block.Description));

    public static Paragraph Of(SharedShape block) => new Paragraph()
        .Append(Printable.Text(block.Label), new Style(decoration: Decoration.Bold))
        .Append(
            $"  {block.Characters} of {block.Limit} characters, version {block.Version}, changed {Age.Of(block.UpdatedAt)}" +
            $"{(block.IsReadOnly ? ", read-only" : "")}\n",
            new Style(decoration: Decoration.Dim))
        .Append(block.Value is { Length: > 0 } text ? Printable.Text(text.TrimEnd()) + "\n" : "The text is empty.\n");

    public static Table Shares(IEnumerable<ShareShape> shares) => shares.Aggregate(
        Listing.Of("AGENT", "RIGHT", "SHARED BY", "SHARED"),
        (table, share) => table.Row(share.Agent, share.Right, share.SharedBy, Age.Of(share.SharedAt)));
}

/// <summary>What people see of a shared block; lists have no text.</summary>
internal sealed record SharedShape(
    string Label, string Description, int Limit, bool IsReadOnly, int Characters, int Version, DateTimeOffset UpdatedAt,
    string? Value);

/// <summary>What people see of a share.</summary>
internal sealed record ShareShape(string Label, string Agent, string Right, string SharedBy, DateTimeOffset SharedAt);

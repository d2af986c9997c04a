namespace Sanctum.Memory;

/// <summary>A block as a folder holds it.</summary>
/// <param name="Label">Unique for the agent.</param>
/// <param name="Value">The text.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Limit">Maximum number of characters.</param>
/// <param name="Version">Counts its changes.</param>
/// <param name="Right">What the agent may do with a shared block; null for a block of the agent.</param>
internal sealed record KeptBlockShape(
    string Label, string Value, string Description, int Limit, int Version, string? Right = null)
{
    public BlockFile ToFile() => new(Label, Value, Description, Limit, Version);
}

/// <summary>A block as it was at a version.</summary>
internal sealed record PastBlockShape(string? Text, string? Description, int? Limit);

/// <summary>What a block is to be.</summary>
internal sealed record PushedBlockShape(string Value, string? Description, int? Limit, int Version);

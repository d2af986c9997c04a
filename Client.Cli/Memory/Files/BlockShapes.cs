namespace Sanctum.Memory;

/// <summary>A block as a folder holds it.</summary>
internal sealed record KeptBlockShape(string Label, string Value, string Description, int Limit, int Version)
{
    public BlockFile ToFile() => new(Label, Value, Description, Limit, Version);
}

/// <summary>A block as it was at a version.</summary>
internal sealed record PastBlockShape(string? Text, string? Description, int? Limit);

/// <summary>What a block is to be.</summary>
internal sealed record PushedBlockShape(string Value, string? Description, int? Limit, int Version);

namespace Sanctum.Memory;

/// <summary>A change of a block that a tool call made.</summary>
/// <param name="Block">The change.</param>
/// <param name="Undos">How often it was undone, also where such an undo was undone itself.</param>
internal readonly record struct MadeChange(TouchedBlock Block, long Undos);

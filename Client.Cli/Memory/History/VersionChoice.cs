namespace Sanctum.Memory;

/// <summary>The version that a command is about.</summary>
internal sealed record VersionChoice(int Version);

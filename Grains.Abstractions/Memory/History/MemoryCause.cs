namespace Sanctum.Memory;

/// <summary>What made a change of a block.</summary>
public enum MemoryCauseKind
{
    /// <summary>A call of the API.</summary>
    Request = 0,

    /// <summary>A call of a tool.</summary>
    Tool = 1,

    /// <summary>The agent's definition names the block.</summary>
    Definition = 2,

    /// <summary>A change was taken back out of the text.</summary>
    Undo = 3,

    /// <summary>The block was set to an earlier version.</summary>
    Restore = 4,

    /// <summary>A file was imported.</summary>
    Import = 5,

    /// <summary>A run that merges, shortens and corrects blocks.</summary>
    Consolidation = 6,

    /// <summary>It was not recorded.</summary>
    Unknown = 7,
}

/// <summary>Why a block changed.</summary>
/// <param name="Kind">What made the change.</param>
/// <param name="SessionId">For a tool call: the session whose turn made it.</param>
/// <param name="CallId">For a tool call: its id; the transcript of the session has it.</param>
/// <param name="Version">For an undo or a restore: the version that it is about.</param>
[GenerateSerializer, Immutable, Alias("sanctum.memory-cause")]
public sealed record MemoryCause(
    [property: Id(0)] MemoryCauseKind Kind,
    [property: Id(1)] string? SessionId = null,
    [property: Id(2)] string? CallId = null,
    [property: Id(3)] int? Version = null)
{
    /// <summary>A tool call of a session.</summary>
    public static MemoryCause ToolCall(string sessionId, string callId) => new(MemoryCauseKind.Tool, sessionId, callId);
}

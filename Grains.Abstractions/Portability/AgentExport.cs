namespace Sanctum.Portability;

/// <summary>An export of an agent into a file.</summary>
/// <param name="Id">Unique for the agent.</param>
/// <param name="State">How far it is.</param>
/// <param name="RequestedBy">Who asked for it, such as <c>user/ada</c>.</param>
/// <param name="Bytes">Size of the file; null until it is done.</param>
/// <param name="Error">Why it failed, or why its last attempt did; null otherwise.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="EndedAt">UTC; null while it is open.</param>
[GenerateSerializer, Immutable, Alias("sanctum.agent-export")]
public sealed record AgentExport(
    [property: Id(0)] Guid Id,
    [property: Id(1)] AgentExportState State,
    [property: Id(2)] string RequestedBy,
    [property: Id(3)] int? Bytes,
    [property: Id(4)] string? Error,
    [property: Id(5)] DateTimeOffset CreatedAt,
    [property: Id(6)] DateTimeOffset? EndedAt)
{
    /// <summary>Whether the file has the transcripts of the agent's sessions.</summary>
    [Id(7)]
    public bool HasTranscripts { get; init; }
}

/// <summary>How far an export is.</summary>
public enum AgentExportState
{
    /// <summary>It waits for its turn, or for its next attempt.</summary>
    Pending,

    /// <summary>Its file is being made.</summary>
    Running,

    /// <summary>Its file can be read.</summary>
    Done,

    /// <summary>There is no file.</summary>
    Failed,
}

namespace Sanctum.Portability;

/// <summary>An export of an agent into a file.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State">Whether it waits, runs or has ended, and how.</param>
/// <param name="RequestedBy">Who asked for it.</param>
/// <param name="Bytes">Size of the file; null until it is done.</param>
/// <param name="Error">Why it failed, or why its last attempt did; null otherwise.</param>
/// <param name="File">Where the file is; null until it is done.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="EndedAt">UTC; null while it is open.</param>
/// <param name="HasTranscripts">Whether the file has the transcripts of the agent's sessions.</param>
internal sealed record ExportResource(
    Guid Id, AgentExportState State, string RequestedBy, int? Bytes, string? Error, string? File, DateTimeOffset CreatedAt,
    DateTimeOffset? EndedAt, bool HasTranscripts)
{
    public static ExportResource From(string agent, AgentExport export) => new(
        export.Id, export.State, export.RequestedBy, export.Bytes, export.Error,
        export.State == AgentExportState.Done ? $"/v1/agents/{agent}/exports/{export.Id}/file" : null, export.CreatedAt,
        export.EndedAt, export.HasTranscripts);
}

/// <summary>Exports of an agent.</summary>
/// <param name="Items">Newest first.</param>
internal sealed record ExportList(ExportResource[] Items);

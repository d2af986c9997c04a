using System.Collections.Immutable;
using Sanctum.Agents;
using Sanctum.Conversations;

namespace Sanctum.Portability;

/// <summary>What a file of either format says, checked.</summary>
/// <param name="Definition">The agent, with the name that it gets.</param>
/// <param name="Blocks">Core memory.</param>
/// <param name="Passages">Archival memory.</param>
/// <param name="Sessions">Transcripts.</param>
/// <param name="Identity">The hash of the file: what persons approve is this file.</param>
internal sealed record AgentContent(
    AgentDefinition Definition, ImmutableArray<FileBlock> Blocks, ImmutableArray<FilePassage> Passages,
    ImmutableArray<SessionTranscript> Sessions, string Identity)
{
    /// <summary>The key that signed it; empty without a signature.</summary>
    public string Signer { get; init; } = "";

    /// <summary>Whether that is the key of this installation.</summary>
    public bool IsOwn { get; init; }

    /// <summary>Its format.</summary>
    public AgentFileFormat Format { get; init; }

    /// <summary>What is taken and what not.</summary>
    public ImportReport Report { get; init; } = new();
}

using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using Sanctum.Agents;
using Sanctum.Conversations;
using Sanctum.Embeddings;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Memory;
using Sanctum.Storage;

namespace Sanctum.Portability;

/// <summary>Writes an agent, its memory and its sessions by one statement: all rows, or none.</summary>
internal sealed class ImportedAgents(
    WriteBatcher writes, TextEmbedder embedder, IOptions<ClusterOptions> cluster, TimeProvider clock)
{
    // Apart from other writes: a statement of 32 MiB would delay them, and time out together with them.
    private static readonly object Line = new();

    private static readonly string Statement =
        $"""
        with {GrainStateRow.Create("created", first: 1)},
        {ImportedMemory.Insert("created", first: 5)},
        {ImportedTranscripts.Insert("created", first: 16)}
        select count(*) from created
        """;

    /// <returns>The agent; null if there is one of that name, and nothing was written.</returns>
    /// <exception cref="ConflictException">A session has got an id meanwhile that the agent's sessions need.</exception>
    public async Task<Agent?> Create(
        GrainKey agent, AgentDefinition definition, ImmutableArray<MemoryBlock> blocks, ImmutableArray<Passage> passages,
        ImmutableArray<SessionTranscript> sessions, string author, CancellationToken ct)
    {
        try
        {
            return await Write(agent, definition, blocks, passages, sessions, author, ct);
        }
        catch (PostgresException taken) when (
            taken.SqlState == PostgresErrorCodes.UniqueViolation
            && taken.TableName is ("grain_state" or "transcript_entry" or "session_activity"))
        {
            throw new ConflictException("A session was begun with an id of the file while it was imported. Import it again.");
        }
    }

    private async Task<Agent?> Write(
        GrainKey agent, AgentDefinition definition, ImmutableArray<MemoryBlock> blocks, ImmutableArray<Passage> passages,
        ImmutableArray<SessionTranscript> sessions, string author, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var state = new AgentState
        {
            Definition = definition,
            Status = AgentStatus.Active,
            Version = 1,
            CreatedAt = now,
            UpdatedAt = now,
        };
        var count = await writes.QuerySingleAsync(
            new SqlStatement(
                Statement,
                [
                    .. GrainStateRow.Parameters(
                        cluster.Value.ServiceId, "agent", agent.ToString(), JsonSerializer.Serialize(state)),
                    .. ImportedMemory.Parameters(agent, blocks, passages, author, embedder.Model is not null, now),
                    .. ImportedTranscripts.Parameters(cluster.Value.ServiceId, agent, sessions),
                ])
            {
                TakesTurnsWith = Line,
            },
            row => row.GetInt64(0),
            ct);
        return count == 1 ? state.Describe(agent.Name) : null;
    }
}

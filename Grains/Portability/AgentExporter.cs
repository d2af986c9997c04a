using System.Collections.Immutable;
using Sanctum.Agents;
using Sanctum.Conversations;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Memory;

namespace Sanctum.Portability;

/// <summary>Makes the file of an agent from its definition and its rows of memory, which hold no credentials.</summary>
internal sealed class AgentExporter(
    MemoryStore blocks, PassageStore passages, SessionFileStore sessions, TranscriptStore transcripts,
    CompactionStore compactions, AgentFileKeys keys, IGrainFactory grains)
{
    private const int EntriesOfPage = 200;
    private const int PassagesOfPage = 500;
    private const int BlocksOfPage = 200;

    /// <summary>The signed file.</summary>
    /// <exception cref="ExportFailedException">It would exceed a limit.</exception>
    /// <exception cref="NotFoundException">There is no such agent.</exception>
    /// <exception cref="ConflictException">The agent is being provisioned: its core memory is not complete.</exception>
    /// <param name="agent">The agent.</param>
    /// <param name="hasTranscripts">Whether its transcripts are in the file.</param>
    /// <param name="ct">Ends it early.</param>
    public async Task<byte[]> Export(GrainKey agent, bool hasTranscripts, CancellationToken ct)
    {
        var exported = await grains.Agent(agent).Get();
        if (exported.Status == AgentStatus.Provisioning)
            throw new ConflictException($"Agent '{agent.Name}' is being provisioned.");
        var listed = hasTranscripts ? await ListSessions(agent, ct) : [];
        using var file = new AgentFileWriter(AgentFileImport.MaxBytes - AgentFileSignature.MaxBytes);
        file.Begin(exported.Definition, await ReadBlocks(agent, ct));
        PassageCursor? after = null;
        do
        {
            var page = await passages.List(agent, after, PassagesOfPage, ct);
            file.Add(page);
            after = page.Length == PassagesOfPage ? PassageCursor.Of(page[^1]) : null;
        }
        while (after is not null);
        if (hasTranscripts)
            await AddSessions(file, agent, listed, ct);
        var content = file.End();
        return (await keys.Sign(content, ct)).Append(content.Span);
    }

    // First of all, since it may refuse the export.
    private async Task<ImmutableArray<(string Id, string Platform, string Account)>> ListSessions(
        GrainKey agent, CancellationToken ct)
    {
        await grains.SessionDirectory(agent.Tenant).CatchUp();
        var listed = await sessions.List(agent, SessionRules.MaxSessions + 1, ct);
        if (listed.Length > SessionRules.MaxSessions)
            throw new ExportFailedException(
                $"The file would have more than {SessionRules.MaxSessions} sessions, the limit. {AgentFileWriter.Leave}");
        return listed;
    }

    private async Task AddSessions(
        AgentFileWriter file, GrainKey agent, ImmutableArray<(string Id, string Platform, string Account)> listed,
        CancellationToken ct)
    {
        file.BeginSessions();
        foreach (var (id, platform, account) in listed)
            await AddSession(file, new GrainKey(agent.Tenant, id), platform, account, ct);
    }

    private async Task AddSession(
        AgentFileWriter file, GrainKey session, string platform, string account, CancellationToken ct)
    {
        var page = await transcripts.Read(session, after: 0, EntriesOfPage, ct);
        // Its message waits for its turn.
        if (page.IsEmpty)
            return;
        var made = await compactions.List(session, SessionRules.MaxCompactions + 1, ct);
        if (made.Length > SessionRules.MaxCompactions)
            throw new ExportFailedException(
                $"Session '{session.Name}' has more than {SessionRules.MaxCompactions} compactions, the limit. " +
                AgentFileWriter.Leave);
        file.BeginSession(account, made.Where(compaction => compaction.Turn > 0));
        var turns = new Dictionary<Guid, long>();
        while (!page.IsEmpty)
        {
            foreach (var stored in page)
                turns.TryAdd(stored.Entry.TurnId, stored.Entry.Seq);
            file.Add(page, turns);
            page = await transcripts.Read(session, page[^1].Entry.Seq, EntriesOfPage, ct);
        }
        file.EndSession(session.Name, platform);
    }

    private async Task<List<MemoryBlock>> ReadBlocks(GrainKey agent, CancellationToken ct)
    {
        var (read, characters) = (new List<MemoryBlock>(), 0L);
        for (var isMore = true; isMore;)
        {
            var page = await blocks.List(agent, read.Count == 0 ? null : read[^1].Label, BlocksOfPage, ct);
            read.AddRange(page);
            characters += page.Sum(block => (long)block.Value.Length);
            if (characters > AgentFileImport.MaxBytes)
                throw new ExportFailedException($"The file would have more than {AgentFileImport.MaxBytes} bytes, the limit.");
            isMore = page.Length == BlocksOfPage;
        }
        return read;
    }
}

using Sanctum.Agents;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Memory;

namespace Sanctum.Portability;

/// <summary>Makes the file of an agent from its definition and its rows of memory, which hold no credentials.</summary>
internal sealed class AgentExporter(MemoryStore blocks, PassageStore passages, AgentFileKeys keys, IGrainFactory grains)
{
    private const int PassagesOfPage = 500;
    private const int BlocksOfPage = 200;

    /// <summary>The signed file.</summary>
    /// <exception cref="ExportFailedException">It would exceed a limit.</exception>
    /// <exception cref="NotFoundException">There is no such agent.</exception>
    /// <exception cref="ConflictException">The agent is being provisioned: its core memory is not complete.</exception>
    public async Task<byte[]> Export(GrainKey agent, CancellationToken ct)
    {
        var exported = await grains.Agent(agent).Get();
        if (exported.Status == AgentStatus.Provisioning)
            throw new ConflictException($"Agent '{agent.Name}' is being provisioned.");
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
        var content = file.End();
        return (await keys.Sign(content, ct)).Append(content.Span);
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

using System.Collections.Immutable;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Memory;

/// <summary>
/// The shared blocks that an agent sees. Their labels are cached, so an agent without any costs nothing; text and right are asked
/// of the block each time, so a change by another agent is in the next model call.
/// </summary>
internal sealed class AgentShares(GrainKey agent, BlockShareStore store, IGrainFactory grains)
{
    private ImmutableArray<string> _labels = [];

    public int Count => _labels.Length;

    public bool Has(string label) => _labels.Contains(label, StringComparer.Ordinal);

    public async Task Load(CancellationToken ct) => _labels = await store.LabelsOf(agent, ct);

    /// <summary>Blocks of the agent and those that are shared with it, by label.</summary>
    public async Task<ImmutableArray<MemoryBlock>> Join(Task<ImmutableArray<MemoryBlock>> own)
    {
        var shared = await Task.WhenAll(_labels.Select(Find));
        return [.. (await own).Concat(shared.OfType<MemoryBlock>()).OrderBy(block => block.Label, StringComparer.Ordinal)];
    }

    /// <summary>A block as the agent sees it; null where it is not shared with the agent any more.</summary>
    public async Task<MemoryBlock?> Find(string label)
    {
        try
        {
            return await Block(label).GetFor(agent.Name);
        }
        catch (NotFoundException)
        {
            Forget(label);
            return null;
        }
    }

    /// <summary>Changes a block as far as the agent's right allows.</summary>
    /// <exception cref="NotFoundException">It is not shared with the agent any more.</exception>
    public async Task<MemoryBlock> Edit(MemoryEdit edit)
    {
        if (edit.Actor != agent.Name)
            throw new ConflictException(
                $"'{edit.Label}' is a shared block; it is changed under /v1/memory/blocks, not among those of agent " +
                $"'{agent.Name}'.");
        try
        {
            return await Block(edit.Label).EditFor(agent.Name, edit);
        }
        catch (NotFoundException)
        {
            Forget(edit.Label);
            throw;
        }
    }

    public async Task<BlockShare> Add(string label, BlockRight right, string actor)
    {
        var share = await Block(label).Share(agent.Name, right, actor);
        await Load(CancellationToken.None);
        return share;
    }

    public async Task Remove(string label)
    {
        await Block(label).Unshare(agent.Name);
        Forget(label);
    }

    public async Task RemoveAll()
    {
        await Load(CancellationToken.None);
        foreach (var label in _labels)
            await Remove(label);
    }

    private void Forget(string label) => _labels = _labels.Remove(label, StringComparer.Ordinal);

    private ISharedBlockGrain Block(string label) => grains.SharedBlock(new GrainKey(agent.Tenant, label));
}

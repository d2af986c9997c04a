using System.Collections.Immutable;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Memory;

/// <summary>
/// The shared blocks that an agent sees. Their labels are cached, so an agent without shares costs neither a query nor a call in
/// a turn. Text and right are read from the block's grain each time, so the next model call has a change by another agent.
/// </summary>
/// <remarks>
/// A share that ends with its block leaves a label in the cache until the block is next asked, or until <see cref="Load"/>.
/// Decisions about labels follow a <see cref="Load"/>.
/// </remarks>
internal sealed class AgentShares(GrainKey agent, BlockShareStore store, IGrainFactory grains)
{
    private ImmutableArray<string> _labels = [];
    private int _begun;
    private int _loaded;

    public int Count => _labels.Length;

    public bool Has(string label) => _labels.Contains(label, StringComparer.Ordinal);

    /// <summary>Reads the labels from rows.</summary>
    public async Task Load(CancellationToken ct)
    {
        var number = ++_begun;
        var labels = await store.LabelsOf(agent, ct);
        // Reads may overtake each other; the one that began last has the newest rows.
        if (number > _loaded)
            (_loaded, _labels) = (number, labels);
    }

    /// <summary>Blocks of the agent and those that are shared with it, by label.</summary>
    public async Task<ImmutableArray<MemoryBlock>> Join(Task<ImmutableArray<MemoryBlock>> own)
    {
        var shared = Task.WhenAll(_labels.Select(Find));
        return
        [
            .. (await own).Concat((await shared).OfType<MemoryBlock>()).OrderBy(block => block.Label, StringComparer.Ordinal),
        ];
    }

    /// <summary>A block as the agent sees it; null if it is no longer shared with the agent.</summary>
    public async Task<MemoryBlock?> Find(string label)
    {
        var loaded = _loaded;
        try
        {
            return await Block(label).GetFor(agent.Name);
        }
        catch (NotFoundException)
        {
            Forget(label, loaded);
            return null;
        }
    }

    /// <summary>Changes a block as far as the agent's right allows.</summary>
    /// <returns>The block; null if somebody else makes the edit and the block is no longer shared with the agent.</returns>
    /// <exception cref="NotFoundException">The agent makes the edit, and the block is no longer shared with it.</exception>
    /// <exception cref="ConflictException">Somebody else makes the edit.</exception>
    public async Task<MemoryBlock?> Edit(MemoryEdit edit)
    {
        if (edit.Actor != agent.Name)
            return await Find(edit.Label) is null
                ? null
                : throw new ConflictException(
                    $"'{edit.Label}' is a shared block; change it under /v1/memory/blocks, not among the blocks of agent " +
                    $"'{agent.Name}'.");
        var loaded = _loaded;
        try
        {
            return await Block(edit.Label).EditFor(agent.Name, edit);
        }
        catch (NotFoundException)
        {
            Forget(edit.Label, loaded);
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
        Forget(label, _loaded);
    }

    public async Task RemoveAll()
    {
        await Load(CancellationToken.None);
        foreach (var label in _labels)
            await Remove(label);
    }

    // An answer from before the labels were read says nothing about them.
    private void Forget(string label, int loaded)
    {
        if (loaded == _loaded)
            _labels = _labels.Remove(label, StringComparer.Ordinal);
    }

    private ISharedBlockGrain Block(string label) => grains.SharedBlock(new GrainKey(agent.Tenant, label));
}

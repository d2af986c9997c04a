using System.Collections.Immutable;
using Npgsql;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Memory;

/// <summary>An agent's core memory: a cache of its rows, read again whenever a write did not go as it expected.</summary>
internal sealed class MemoryGrain(MemoryStore store, TimeProvider clock) : Grain, IMemoryGrain
{
    private GrainKey _key;
    private ImmutableArray<MemoryBlock> _blocks = [];

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = GrainKey.Parse(this.GetPrimaryKeyString());
        _blocks = await store.Load(_key, cancellationToken);
    }

    public async Task Provision(ImmutableArray<MemoryBlock> blocks)
    {
        foreach (var block in blocks.Where(block => Find(block.Label) is null))
            await Write(() => store.Create(_key, block, CancellationToken.None));
        _blocks = await store.Load(_key, CancellationToken.None);
    }

    public Task<ImmutableArray<MemoryBlock>> GetBlocks() => Task.FromResult(_blocks);

    public async Task<MemoryBlock> Edit(MemoryEdit edit)
    {
        if (await store.HasEdit(_key, edit.EditId, CancellationToken.None))
            return Find(edit.Label) ?? throw new NotFoundException("memory block", edit.Label);
        var before = Find(edit.Label);
        if (before is null && _blocks.Length >= BlockEditing.MostBlocks)
            throw new InvalidRequestException("label", $"'{edit.Label}' would be one block more than {BlockEditing.MostBlocks}, the limit of an agent.");
        var after = BlockEditing.Apply(before, edit, clock.GetUtcNow());
        MemoryBlock? written = null;
        await Write(async () => written = await store.Edit(_key, edit, before, after, CancellationToken.None));
        _blocks = await store.Load(_key, CancellationToken.None);
        return written ?? throw new StorageUnavailableException($"Block '{edit.Label}' was changed by another silo; send the edit again.");
    }

    private MemoryBlock? Find(string label) => _blocks.FirstOrDefault(block => block.Label == label);

    private async Task Write(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (Exception exception) when (exception is StorageUnavailableException or NpgsqlException)
        {
            DeactivateOnIdle();
            throw;
        }
    }
}

using System.Collections.Immutable;
using Npgsql;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Placement;
using Sanctum.Policies;

namespace Sanctum.Memory;

/// <summary>An agent's core memory: a cache of its rows, read again whenever a write did not go as it expected.</summary>
[AgentPlacement, GrainType("memory")]
internal sealed class MemoryGrain(MemoryStore store, MemoryPolicy policy, AgentHomes homes, TimeProvider clock)
    : Grain, IMemoryGrain
{
    private GrainKey _key;
    private long _homeCheckedAt;
    private ImmutableArray<MemoryBlock> _blocks = [];

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = this.Key();
        _blocks = await store.Load(_key, cancellationToken);
    }

    public async Task Provision(ImmutableArray<MemoryBlock> blocks)
    {
        foreach (var block in blocks.Where(block => FindSeen(block.Label) is null))
            await Write(() => store.Create(_key, block, CancellationToken.None));
        await Changed();
    }

    public Task<ImmutableArray<MemoryBlock>> GetBlocks()
    {
        if (homes.IsAway(_key.ToString(), ref _homeCheckedAt))
            this.MigrateOnIdle();
        return Task.FromResult(_blocks);
    }

    public Task<ImmutableArray<MemoryBlock>> ReadBlocks() => store.Load(_key, CancellationToken.None);

    public Task<MemoryBlock?> Find(string label) => store.Find(_key, label, CancellationToken.None);

    public async Task<MemoryBlock> Edit(MemoryEdit edit)
    {
        if (await store.HasEdit(_key, edit.EditId, CancellationToken.None))
            return await FindKept(edit.Label) ?? throw new NotFoundException("memory block", edit.Label);
        await policy.Check(
            _key, new MemoryAct(edit.Kind.ToString().ToLowerInvariant(), edit.Label, edit.Text, edit.Actor), edit.EditId);
        var before = await FindKept(edit.Label);
        if (before is null)
        {
            RequireSight(edit.Label);
            await RequireRoom(edit.Label);
        }
        var after = BlockEditing.Apply(before, edit, clock.GetUtcNow());
        if (before is not null && BlockEvents.KeyOf(_key, before) == BlockEvents.KeyOf(_key, after))
        {
            await Write(() => store.Note(_key, edit, before, CancellationToken.None));
            return before;
        }
        return await Change(edit.Label, () => store.Edit(_key, edit, before, after, CancellationToken.None));
    }

    public async Task<MemoryBlock> Attach(string label, string description)
    {
        if (FindSeen(label) is { } seen)
            return seen;
        RequireSight(label);
        await policy.Check(_key, new MemoryAct("attach", label, "", _key.Name));
        if (await FindKept(label) is { } kept)
            return await SetAttached(kept, isAttached: true);
        await RequireRoom(label);
        var block = BlockEditing.Apply(
            block: null, new MemoryEdit("new", label, MemoryEditKind.Write, "", null, _key.Name, description), clock.GetUtcNow());
        return await Change(label, () => store.Create(_key, block, CancellationToken.None));
    }

    public async Task<MemoryBlock> Detach(string label)
    {
        var block = await FindKept(label) ?? throw new NotFoundException("memory block", label);
        await policy.Check(_key, new MemoryAct("detach", label, "", _key.Name));
        return await SetAttached(block, isAttached: false);
    }

    public async Task Delete(string editId, string label, string actor)
    {
        BlockEditing.Check(new MemoryEdit(editId, label, MemoryEditKind.Write, "", null, actor));
        if (await store.HasEdit(_key, editId, CancellationToken.None))
            return;
        await policy.Check(_key, new MemoryAct("delete", label, "", actor), editId);
        // What this activation knows may be older than the row.
        var block = await store.Find(_key, label, CancellationToken.None) ?? throw new NotFoundException("memory block", label);
        var isDeleted = false;
        await Write(async () => isDeleted = await store.Delete(_key, editId, actor, block, CancellationToken.None));
        await Changed();
        if (!isDeleted)
            throw new StorageUnavailableException($"Block '{label}' was changed by another silo; delete it again.");
    }

    private async Task<MemoryBlock> SetAttached(MemoryBlock block, bool isAttached) => block.IsAttached == isAttached
        ? block
        : await Change(
            block.Label, () => store.SetAttached(_key, block with { IsAttached = isAttached }, CancellationToken.None));

    private async Task<MemoryBlock> Change(string label, Func<Task<MemoryBlock?>> change)
    {
        MemoryBlock? changed = null;
        await Write(async () => changed = await change());
        await Changed();
        return changed
            ?? throw new StorageUnavailableException($"Block '{label}' was changed by another silo; send the edit again.");
    }

    private async Task Changed()
    {
        await GrainFactory.MemoryWal(_key).Publish();
        _blocks = await store.Load(_key, CancellationToken.None);
    }

    private void RequireSight(string label)
    {
        if (_blocks.Length >= BlockEditing.MaxBlocks)
            throw new InvalidRequestException(
                "label", $"'{label}' would exceed the limit of {BlockEditing.MaxBlocks} attached blocks.");
    }

    private async Task RequireRoom(string label)
    {
        if (await store.Count(_key, CancellationToken.None) >= BlockEditing.MaxKeptBlocks)
            throw new InvalidRequestException(
                "label", $"'{label}' would exceed the limit of {BlockEditing.MaxKeptBlocks} blocks.");
    }

    // What was put away is not remembered here: there may be much of it.
    private async Task<MemoryBlock?> FindKept(string label) =>
        FindSeen(label) ?? await store.Find(_key, label, CancellationToken.None);

    private MemoryBlock? FindSeen(string label) => _blocks.FirstOrDefault(block => block.Label == label);

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

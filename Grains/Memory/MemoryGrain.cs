using System.Collections.Immutable;
using Npgsql;
using Sanctum.Calls;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Placement;
using Sanctum.Policies;
using Sanctum.Tenants;

namespace Sanctum.Memory;

/// <summary>An agent's core memory: a cache of its rows, read again whenever a write did not go as it expected.</summary>
/// <remarks>
/// Beside the blocks it caches whether the agent has passages: read at activation, then set by <see cref="PassagesGrain"/>
/// before and after it commits the first, and after it deletes the last.
/// </remarks>
[AgentPlacement, GrainType("memory")]
internal sealed class MemoryGrain(
    MemoryStore store, PassageStore passages, BlockHistory history, BlockVersionStore versions, MemoryPolicy policy,
    TenantQuotaCheck quotas, BlockShareStore shareStore, TurnAttachments turns, AgentHomes homes, TimeProvider clock)
    : Grain, IMemoryGrain
{
    private GrainKey _key;
    private long _homeCheckedAt;
    private ImmutableArray<MemoryBlock> _blocks = [];
    private bool _hasPassages;
    private AgentShares _shares = null!;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = this.Key();
        _shares = new AgentShares(_key, shareStore, GrainFactory);
        var (blocks, hasPassages) = (store.Load(_key, cancellationToken), passages.HasAny(_key, cancellationToken));
        await Task.WhenAll(blocks, hasPassages, _shares.Load(cancellationToken));
        (_blocks, _hasPassages) = (await blocks, await hasPassages);
        foreach (var block in _blocks.Where(block => block.AttachedFor is not null))
            turns.Await(_key, block.AttachedFor!);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (reason.ReasonCode == DeactivationReasonCode.Migrating)
            turns.Forget(_key);
        return Task.CompletedTask;
    }

    public async Task Provision(ImmutableArray<MemoryBlock> blocks)
    {
        await _shares.Load(CancellationToken.None);
        var missing = blocks.Where(block => FindSeen(block.Label) is null && !_shares.Has(block.Label)).ToArray();
        if (missing.Length > 0)
            await WithinQuota(() => Create(missing), missing.Length);
        await Changed();
    }

    public Task<ImmutableArray<MemoryBlock>> GetBlocks()
    {
        if (homes.IsAway(_key.ToString(), ref _homeCheckedAt))
            this.MigrateOnIdle();
        return WithShared(Task.FromResult(_blocks));
    }

    public async Task<TurnMemory> ReadForTurn() => new(await GetBlocks(), _hasPassages);

    public Task NotePassages(bool hasAny)
    {
        _hasPassages = hasAny;
        return Task.CompletedTask;
    }

    public Task<ImmutableArray<MemoryBlock>> ReadBlocks() => WithShared(store.Load(_key, CancellationToken.None));

    public async Task<MemoryBlock?> Find(string label) =>
        (_shares.Has(label) ? await _shares.Find(label) : null) ?? await store.Find(_key, label, CancellationToken.None);

    public async Task<MemoryBlock> Edit(MemoryEdit edit)
    {
        BlockEditing.Check(edit);
        if (_shares.Has(edit.Label) && await _shares.Edit(edit) is { } shared)
            return shared;
        if (await store.HasEdit(_key, edit.EditId, CancellationToken.None))
            return await store.Find(_key, edit.Label, CancellationToken.None)
                ?? throw new NotFoundException("memory block", edit.Label);
        await policy.Check(
            _key, new MemoryAct(edit.Kind.ToString().ToLowerInvariant(), edit.Label, edit.Text, edit.Actor), edit.EditId);
        var before = await FindKept(edit.Label);
        return await Make(BlockEntry.Of(_key, edit), await history.Merge(_key, edit, before), before);
    }

    public Task<MemoryBlock> Attach(string label, string description) => Attach(
        new MemoryEdit("new", label, MemoryEditKind.Write, "", null, _key.Name, description),
        new MemoryCause(MemoryCauseKind.Tool), session: null);

    public async Task<MemoryBlock> Detach(string label)
    {
        var block = await FindKept(label) ?? throw new NotFoundException("memory block", label);
        await policy.Check(_key, new MemoryAct("detach", label, "", _key.Name));
        return await SetAttached(block, isAttached: false, session: null);
    }

    public async Task<ImmutableArray<MemoryBlock>> AttachTemporal(TemporalAttachment attachment)
    {
        var now = clock.GetUtcNow();
        var blocks = ImmutableArray.CreateBuilder<MemoryBlock>();
        foreach (var period in attachment.Periods is [] ? Enum.GetValues<TemporalPeriod>() : attachment.Periods.Distinct())
        {
            var made = new MemoryEdit(
                "new", TemporalLabels.Of(_key.Name, period, now), MemoryEditKind.Write, "", null, attachment.Actor,
                TemporalLabels.DescriptionOf(period, now), TemporalLabels.BlockLimit);
            blocks.Add(await Attach(made, attachment.Cause, attachment.ForSession));
        }
        return blocks.ToImmutable();
    }

    public async Task<ImmutableArray<MemoryBlock>> DetachTemporal(ImmutableArray<string> labels, string actor)
    {
        TemporalLabels.Check(_key.Name, labels);
        var named = labels is []
            ? [.. _blocks.Select(block => block.Label).Where(label => TemporalLabels.IsOne(_key.Name, label))]
            : labels;
        var blocks = ImmutableArray.CreateBuilder<MemoryBlock>();
        foreach (var label in named)
        {
            var block = await FindKept(label) ?? throw new NotFoundException("memory block", label);
            await policy.Check(_key, new MemoryAct("detach", label, "", actor));
            blocks.Add(await SetAttached(block, isAttached: false, session: null));
        }
        return blocks.ToImmutable();
    }

    public async Task EndTurn(string session)
    {
        foreach (var block in _blocks.Where(block => block.AttachedFor == session))
        {
            try
            {
                await SetAttached(block, isAttached: false, session: null);
            }
            catch (Exception exception)
                when (exception is StorageUnavailableException or NpgsqlException or OrleansException or TimeoutException)
            {
                // The end of the session's next turn tries again.
                turns.Await(_key, session);
            }
        }
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
        var entry = BlockEntry.Deleted(_key, editId, label, actor);
        await Write(async () => isDeleted = await store.Delete(_key, entry, block, CancellationToken.None));
        await Changed();
        if (!isDeleted)
            throw new StorageUnavailableException($"Block '{label}' was changed by another silo; delete it again.");
    }

    public Task<BlockVersionPage> ListVersions(string label, int? after, int limit)
    {
        PageLimit.Check(limit);
        return history.List(_key, label, after, limit);
    }

    public Task<BlockVersion> GetVersion(string label, int version) => history.Get(_key, label, version);

    public Task<MemoryBlock> Undo(string editId, string label, int version, string actor) =>
        Return(BlockChangeKind.Undo, editId, label, version, actor, history.Undo);

    public Task<MemoryBlock> Restore(string editId, string label, int version, string actor) =>
        Return(BlockChangeKind.Restore, editId, label, version, actor, history.Restore);

    public async Task<BlockShare> Share(string label, BlockRight right, string actor)
    {
        await _shares.Load(CancellationToken.None);
        if (!_shares.Has(label))
        {
            if (await store.Find(_key, label, CancellationToken.None) is not null)
                throw new ConflictException($"Agent '{_key.Name}' has a block '{label}'; delete it, or use another label.");
            RequireSight(label);
        }
        await policy.Check(_key, new MemoryAct("share", label, right.ToString().ToLowerInvariant(), actor));
        BlockShare? share = null;
        await Write(async () => share = await _shares.Add(label, right, actor));
        return share!;
    }

    public async Task Unshare(string label, string actor)
    {
        await policy.Check(_key, new MemoryAct("unshare", label, "", actor));
        await Write(() => _shares.Remove(label));
    }

    public Task EndShares() => Write(_shares.RemoveAll);

    private async Task<MemoryBlock> Return(
        BlockChangeKind kind, string editId, string label, int version, string actor,
        Func<GrainKey, MemoryEdit, int, MemoryBlock?, Task<MemoryEdit>> find)
    {
        var asked = new MemoryEdit(editId, label, MemoryEditKind.Write, "", null, actor);
        BlockEditing.Check(asked);
        if (await store.HasEdit(_key, editId, CancellationToken.None))
            return await store.Find(_key, label, CancellationToken.None)
                ?? throw new NotFoundException("memory block", label);
        var present = await store.Find(_key, label, CancellationToken.None);
        var edit = await find(_key, asked, version, present);
        await policy.Check(
            _key, new MemoryAct(kind.ToString().ToLowerInvariant(), label, edit.Text, actor), editId);
        return await Make(BlockEntry.Returned(_key, edit, kind, version), edit, present);
    }

    // Makes an edit of a block, or of none, as an entry of its history.
    private async Task<MemoryBlock> Make(BlockEntry entry, MemoryEdit edit, MemoryBlock? before)
    {
        if (before is null)
        {
            await RequireNew(edit.Label);
        }
        var after = BlockEditing.Apply(
            before, edit, clock.GetUtcNow(), before is null ? await history.LastOf(_key, edit.Label) : 0);
        // The same text again raises its trust where a person writes it, and lowers nothing.
        if (before is not null && before.Trust <= after.Trust
            && BlockEvents.KeyOf(_key, before) == BlockEvents.KeyOf(_key, after))
        {
            var isAsSeen = false;
            await Write(async () => isAsSeen = await store.Note(_key, entry, before, CancellationToken.None));
            return isAsSeen ? before : throw Outdated(edit.Label);
        }
        return await (before is null ? WithinQuota(Edited) : Edited());

        Task<MemoryBlock> Edited() =>
            Change(edit.Label, () => store.Edit(_key, entry, before, after, CancellationToken.None));
    }

    private async Task<MemoryBlock[]> Create(MemoryBlock[] blocks)
    {
        var last = await versions.LastOf(_key, blocks.Select(block => block.Label), CancellationToken.None);
        foreach (var block in blocks)
        {
            var entry = BlockEntry.Defined(block.Label);
            var numbered = block with { Version = last.GetValueOrDefault(block.Label) + 1 };
            await Write(() => store.Create(_key, entry, numbered, CancellationToken.None));
        }
        return blocks;
    }

    // Attaches a block for a turn or until it is detached; one that is not there is created as the edit says.
    private async Task<MemoryBlock> Attach(MemoryEdit made, MemoryCause cause, string? session)
    {
        if (_shares.Has(made.Label) && await _shares.Find(made.Label) is { } shared)
            return shared;
        if (session is not null)
            turns.Await(_key, session);
        if (FindSeen(made.Label) is { } seen && (seen.AttachedFor is null || seen.AttachedFor == session))
            return seen;
        await policy.Check(_key, new MemoryAct("attach", made.Label, "", made.Actor));
        if (await FindKept(made.Label) is { } kept)
        {
            if (!kept.IsAttached)
                RequireSight(made.Label);
            return await SetAttached(kept, isAttached: true, session);
        }
        await RequireNew(made.Label);
        var block = BlockEditing.Apply(block: null, made, clock.GetUtcNow(), await history.LastOf(_key, made.Label)) with
        {
            AttachedFor = session,
        };
        var entry = BlockEntry.Attached(_key, made.Label, made.Actor, cause);
        return await WithinQuota(() => Change(made.Label, () => store.Create(_key, entry, block, CancellationToken.None)));
    }

    private async Task<MemoryBlock> SetAttached(MemoryBlock block, bool isAttached, string? session) =>
        block.IsAttached == isAttached && block.AttachedFor == session
            ? block
            : await Change(
                block.Label, () => store.SetAttached(
                    _key, block with { IsAttached = isAttached, AttachedFor = session }, CancellationToken.None));

    private async Task<MemoryBlock> Change(string label, Func<Task<MemoryBlock?>> change)
    {
        MemoryBlock? changed = null;
        await Write(async () => changed = await change());
        await Changed();
        return changed ?? throw Outdated(label);
    }

    // Where that fails, what is cached is older than the rows.
    private async Task Changed()
    {
        try
        {
            await GrainFactory.MemoryWal(_key).Publish();
            _blocks = await store.Load(_key, CancellationToken.None);
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
    }

    private StorageUnavailableException Outdated(string label)
    {
        DeactivateOnIdle();
        return new StorageUnavailableException($"Block '{label}' was changed by another silo; send the edit again.");
    }

    private Task<T> WithinQuota<T>(Func<Task<T>> create, int count = 1) =>
        quotas.Within(TenantQuotaKind.MemoryBlocks, _key.Tenant, create, count);

    private Task<ImmutableArray<MemoryBlock>> WithShared(Task<ImmutableArray<MemoryBlock>> own) =>
        _shares.Count == 0 ? own : _shares.Join(own);

    // Whether the agent may have a block of this label. A share may have ended since the labels were read.
    private async Task RequireNew(string label)
    {
        await _shares.Load(CancellationToken.None);
        if (_shares.Has(label))
            throw new ConflictException($"A block '{label}' is shared with agent '{_key.Name}'; use another label.");
        RequireSight(label);
        if (await store.Count(_key, CancellationToken.None) >= BlockEditing.MaxKeptBlocks)
            throw new InvalidRequestException(
                "label", $"'{label}' would exceed the limit of {BlockEditing.MaxKeptBlocks} blocks.");
    }

    private void RequireSight(string label)
    {
        if (_blocks.Length + _shares.Count >= BlockEditing.MaxBlocks)
            throw new InvalidRequestException(
                "label", $"'{label}' would exceed the limit of {BlockEditing.MaxBlocks} attached blocks.");
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
        catch (Exception exception)
            when (exception is StorageUnavailableException or NpgsqlException or OrleansException or TimeoutException)
        {
            DeactivateOnIdle();
            throw;
        }
    }
}

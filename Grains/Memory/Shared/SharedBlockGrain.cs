using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Npgsql;
using Sanctum.Calls;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Policies;
using Sanctum.Tenants;

namespace Sanctum.Memory;

/// <summary>A shared block: its text, and who may do what with it.</summary>
/// <remarks>
/// Invariants: the rows hold everything, the activation is a cache of them, and a change names the version that it replaces.
/// Calls go from the memory of an agent to the block, never back. No options. Meter: <see cref="SharedBlockMeter"/>. Events:
/// 1870 to 1871.
/// </remarks>
[GrainType("sharedblock")]
internal sealed class SharedBlockGrain(
    SharedBlockStore store, SharedVersionStore versions, BlockShareStore shares, MemoryPolicy policy, TenantQuotaCheck quotas,
    SharedBlockMeter meter, TimeProvider clock, ILogger<SharedBlockGrain> logger)
    : Grain, ISharedBlockGrain, IIncomingGrainCallFilter
{
    /// <summary>Maximum number of shared blocks of a tenant.</summary>
    public const int MaxBlocks = 10_000;

    /// <summary>Maximum number of agents that a block is shared with.</summary>
    public const int MaxAgents = 1_000;

    private readonly BlockHistory _history = new(versions);
    private GrainKey _key;
    private SharedContent _content = SharedContent.None;
    private ImmutableDictionary<string, BlockRight> _rights = ImmutableDictionary<string, BlockRight>.Empty;

    // An operator is no agent.
    private GrainKey Operator => new(_key.Tenant, "");

    private string Subject => $"memory/blocks/{_key.Name}";

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = this.Key();
        _content = await store.Load(_key, cancellationToken);
        _rights = await shares.RightsTo(_key, cancellationToken);
    }

    // Anybody may ask for labels without a block; their activations must not stay in memory.
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        try
        {
            await context.Invoke();
        }
        finally
        {
            if (_content.Block is null)
                DeactivateOnIdle();
        }
    }

    public Task<SharedBlock> Get() => Task.FromResult(Describe());

    public Task<MemoryBlock> GetFor(string agent) => Task.FromResult(Seen(agent));

    public async Task<SharedBlock> Edit(MemoryEdit edit, bool? isReadOnly)
    {
        var asked = edit with { Label = _key.Name };
        BlockEditing.Check(asked);
        if (await store.HasEdit(_key, Operator.Name, asked.EditId, CancellationToken.None))
            return Describe();
        await Allow(Operator, NameOf(asked.Kind), asked.Text, asked);
        var merged = await _history.Merge(_key, asked, _content.Block);
        await Make(Operator, BlockEntry.Of(Operator, asked), merged, isReadOnly);
        return Describe();
    }

    public async Task<MemoryBlock> EditFor(string agent, MemoryEdit edit)
    {
        var owner = new GrainKey(_key.Tenant, agent);
        var asked = edit with { Label = _key.Name, Actor = agent };
        BlockEditing.Check(asked);
        Seen(agent);
        if (await store.HasEdit(_key, agent, asked.EditId, CancellationToken.None))
            return Seen(agent);
        await RequireRight(owner, asked);
        RequireVersion(asked);
        await Allow(owner, NameOf(asked.Kind), asked.Text, asked);
        var merged = await _history.Merge(_key, asked, _content.Block);
        await Make(owner, BlockEntry.Of(owner, asked), merged, isReadOnly: null);
        return Seen(agent);
    }

    public async Task Delete(string editId, string actor)
    {
        var asked = Asked(editId, actor);
        if (await store.HasEdit(_key, Operator.Name, editId, CancellationToken.None))
            return;
        Describe();
        await Allow(Operator, "delete", "", asked);
        var entry = BlockEntry.Deleted(Operator, editId, _key.Name, actor);
        await Write(Operator, entry, _content.Become(block: null, isReadOnly: false), Now());
        _rights = _rights.Clear();
    }

    public Task<BlockVersionPage> ListVersions(int? after, int limit)
    {
        PageLimit.Check(limit);
        return _history.List(_key, _key.Name, after, limit);
    }

    public Task<BlockVersion> GetVersion(int version) => _history.Get(_key, _key.Name, version);

    public Task<SharedBlock> Undo(string editId, int version, string actor) =>
        Return(BlockChangeKind.Undo, editId, version, actor, _history.Undo);

    public Task<SharedBlock> Restore(string editId, int version, string actor) =>
        Return(BlockChangeKind.Restore, editId, version, actor, _history.Restore);

    public async Task<BlockShare> Share(string agent, BlockRight right, string actor)
    {
        Describe();
        if (!_rights.ContainsKey(agent) && _rights.Count >= MaxAgents)
            throw new ConflictException($"Block '{_key.Name}' is shared with {MaxAgents} agents, the limit.");
        var share = new BlockShare(_key.Name, agent, right, BlockEntry.AuthorOf(Operator, actor), Now());
        await Try(async () =>
        {
            await shares.Put(_key.Tenant, share, CancellationToken.None);
            return true;
        });
        _rights = _rights.SetItem(agent, right);
        return share;
    }

    public async Task Unshare(string agent)
    {
        await Try(async () =>
        {
            await shares.Remove(_key, agent, CancellationToken.None);
            return true;
        });
        _rights = _rights.Remove(agent);
    }

    private async Task<SharedBlock> Return(
        BlockChangeKind kind, string editId, int version, string actor,
        Func<GrainKey, MemoryEdit, int, MemoryBlock?, Task<MemoryEdit>> find)
    {
        var asked = Asked(editId, actor);
        if (await store.HasEdit(_key, Operator.Name, editId, CancellationToken.None))
            return Describe();
        var edit = await find(_key, asked, version, _content.Block);
        await Allow(Operator, NameOf(kind), edit.Text, edit);
        await Make(Operator, BlockEntry.Returned(Operator, edit, kind, version), edit, isReadOnly: null);
        return Describe();
    }

    private async Task Make(GrainKey editor, BlockEntry entry, MemoryEdit edit, bool? isReadOnly)
    {
        var now = Now();
        var block = BlockEditing.Apply(_content.Block, edit, now, _content.Version);
        var readOnly = isReadOnly ?? _content.IsReadOnly;
        if (_content.IsAs(block, readOnly))
            await Note(editor, entry.EditId);
        else if (_content.Block is not null)
            await Write(editor, entry, _content.Become(block, readOnly), now);
        else
            await Create(editor, entry, _content.Become(block, readOnly), now);
    }

    private async Task Create(GrainKey editor, BlockEntry entry, SharedChange change, DateTimeOffset now)
    {
        if (await store.Count(_key.Tenant, CancellationToken.None) >= MaxBlocks)
            throw new InvalidRequestException(
                "label", $"'{_key.Name}' would exceed the limit of {MaxBlocks} shared blocks of a tenant.");
        await quotas.Within(TenantQuotaKind.MemoryBlocks, _key.Tenant, async () =>
        {
            await Write(editor, entry, change, now);
            return true;
        });
    }

    private async Task Note(GrainKey editor, string editId)
    {
        if (!await Try(() => store.Note(_key, editor.Name, editId, _content.Version, CancellationToken.None)))
            throw Overtaken();
    }

    private async Task Write(GrainKey editor, BlockEntry entry, SharedChange change, DateTimeOffset now)
    {
        if (!await Try(() => store.Apply(_key, editor.Name, entry, change, now, CancellationToken.None)))
            throw Overtaken();
        _content = change.After;
        meter.Changed(entry.Kind);
    }

    // After a write that failed it is unknown what the rows hold: the next activation reads them. One that was refused by a limit
    // was not sent.
    private async Task<bool> Try(Func<Task<bool>> write)
    {
        try
        {
            return await write();
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
        catch (Exception exception) when (exception is StorageUnavailableException or NpgsqlException)
        {
            DeactivateOnIdle();
            throw;
        }
    }

    private StorageUnavailableException Overtaken()
    {
        SharedBlockLog.Overtaken(logger, _key);
        DeactivateOnIdle();
        return new StorageUnavailableException($"Block '{_key.Name}' was changed by another silo; send the edit again.");
    }

    private async Task RequireRight(GrainKey agent, MemoryEdit edit)
    {
        var right = _rights[agent.Name];
        var isLine = edit is { Kind: MemoryEditKind.Append, Description: null, Limit: null };
        if (right >= (isLine ? BlockRight.Append : BlockRight.Write) && !_content.IsReadOnly)
            return;
        meter.Refused();
        SharedBlockLog.Refused(logger, _key, agent.Name, NameOf(edit.Kind));
        await policy.Refuse(
            agent, Subject,
            _content.IsReadOnly
                ? $"shared block '{_key.Name}' is read-only."
                : $"the agent may {(right == BlockRight.Read ? "only read" : "only read and append to")} shared block " +
                    $"'{_key.Name}'.");
    }

    // An agent that replaces the whole text must have seen it: others change it too.
    private void RequireVersion(MemoryEdit edit)
    {
        if (edit is { Kind: MemoryEditKind.Write, BaseVersion: null })
            throw new InvalidRequestException(
                "version",
                $"is required to replace the whole text of shared block '{_key.Name}'. Its version is {_content.Version}; " +
                "pass the version of the text that you changed.");
    }

    private Task Allow(GrainKey editor, string kind, string text, MemoryEdit edit) =>
        policy.Check(editor, new MemoryAct(kind, _key.Name, text, edit.Actor), edit.EditId, Subject);

    private MemoryEdit Asked(string editId, string actor)
    {
        var asked = new MemoryEdit(editId, _key.Name, MemoryEditKind.Write, "", null, actor);
        BlockEditing.Check(asked);
        return asked;
    }

    private MemoryBlock Seen(string agent) => _content.Block is { } block && _rights.TryGetValue(agent, out var right)
        ? block with { Right = _content.IsReadOnly ? BlockRight.Read : right }
        : throw Missing();

    private SharedBlock Describe() => _content.Block is { } block
        ? new SharedBlock(
            block.Label, block.Description, block.Limit, _content.IsReadOnly, block.Value.Length, block.Version,
            block.UpdatedAt, block.Value)
        {
            Trust = block.Trust,
        }
        : throw Missing();

    private NotFoundException Missing() => new("shared block", _key.Name);

    private DateTimeOffset Now() => SessionMemoryRules.ToMicroseconds(clock.GetUtcNow());

    private static string NameOf(Enum value) => SharedVersionStore.NameOf(value);
}

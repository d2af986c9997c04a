using System.Collections.Immutable;
using System.Text.Json;
using Sanctum.Access;
using Sanctum.Approvals;
using Sanctum.Conversations;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Memory;
using Sanctum.Placement;
using Sanctum.Policies;
using Sanctum.Tenants;
using Sanctum.Tools;

namespace Sanctum.Agents;

/// <summary>
/// One agent. It is a row before its memory is set up, so a crash in between leaves work that the next call completes.
/// </summary>
[AgentPlacement, GrainType("agent")]
internal sealed class AgentGrain(
    [PersistentState("agent")] IPersistentState<AgentState> state, AllowedTools allowedTools, AgentHomes homes,
    ApprovalGate approvals, TenantQuotaCheck quotas, TimeProvider clock)
    : Grain, IAgentGrain
{
    private GrainKey _key;
    private long _homeCheckedAt;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = this.Key();
        return Task.CompletedTask;
    }

    public async Task<Agent> Create(AgentDefinition definition)
    {
        AgentDefinitionRules.Check(definition);
        if (definition.Name != _key.Name)
            throw new InvalidRequestException("name", $"is '{definition.Name}' but the agent is '{_key.Name}'.");
        if (state.RecordExists)
        {
            RequireSame(definition);
        }
        else
        {
            await quotas.RequireRoom(TenantQuotaKind.MemoryBlocks, _key.Tenant, definition.MemoryBlocks.Count);
            await quotas.Within(TenantQuotaKind.Agents, _key.Tenant, async () =>
            {
                await Check("create", definition);
                await Save(definition, AgentStatus.Provisioning, clock.GetUtcNow());
                return true;
            });
        }
        return await Provision();
    }

    public Task<Agent> Get()
    {
        if (homes.IsAway(this.GetPrimaryKeyString(), ref _homeCheckedAt))
            this.MigrateOnIdle();
        return Task.FromResult(Require());
    }

    public async Task<Agent> Reread()
    {
        await state.ReadStateAsync();
        return Require();
    }

    public async Task<Agent> Update(AgentDefinition definition, int? expectedVersion)
    {
        AgentDefinitionRules.Check(definition);
        var present = RequireActive();
        if (definition.Name != _key.Name)
            throw new InvalidRequestException("name", $"cannot be changed from '{_key.Name}' to '{definition.Name}'.");
        if (expectedVersion is { } expected && expected != present.Version)
            throw new ConflictException($"Agent '{_key.Name}' is at version {present.Version}, not {expected}.");
        await quotas.RequireRoom(
            TenantQuotaKind.MemoryBlocks, _key.Tenant,
            definition.MemoryBlocks.Keys.Except(present.Definition.MemoryBlocks.Keys).Count());
        await Check("update", definition);
        await Save(definition, AgentStatus.Provisioning, present.CreatedAt);
        return await Provision();
    }

    public Task<Agent> RegisterTools(ToolSelection tools) => ChangeTools(allowed => allowedTools.With(allowed, tools));

    public Task<Agent> UnregisterTools(ToolSelection tools) => ChangeTools(allowed => allowedTools.Without(allowed, tools));

    public async Task<Agent> Retire()
    {
        var present = Require();
        if (present.Status != AgentStatus.Retired)
        {
            await Check("retire");
            await Save(present.Definition, AgentStatus.Retired, present.CreatedAt);
        }
        // Again where it is retired: a crash may have come in between.
        await GrainFactory.Memory(_key).EndShares();
        await GrainFactory.RecallIndex(_key).Forget();
        return Require();
    }

    public async Task<Agent> Restore()
    {
        var present = Require();
        if (present.Status == AgentStatus.Retired)
        {
            // A crash after the retirement, or a share beside it, may have left some.
            await GrainFactory.Memory(_key).EndShares();
            await quotas.Within(TenantQuotaKind.Agents, _key.Tenant, async () =>
            {
                await Check("restore");
                await Save(present.Definition, AgentStatus.Provisioning, present.CreatedAt);
                return true;
            });
        }
        return await Provision();
    }

    // Last before the change is written: an answer of a person is used by the request that passes here.
    private ValueTask Check(string change, AgentDefinition? definition = null) => approvals.Check(
        PolicyRequest.AgentChange(_key, change, definition),
        new ApprovalAct($"agent/{_key.Name}", Identity: null, Principal.Current?.Actor ?? "operator"));

    private async Task<Agent> ChangeTools(Func<ImmutableArray<string>?, ImmutableArray<string>?> change)
    {
        var present = RequireActive();
        var (definition, before) = (present.Definition, present.Definition.Capabilities.Tools);
        var after = change(before);
        if (before.HasValue == after.HasValue && (before ?? []).SequenceEqual(after ?? []))
            return present;
        var changed = definition with { Capabilities = definition.Capabilities with { Tools = after } };
        await Check("tools", changed);
        // Nothing is to be set up for it, so turns that run meanwhile find the agent active.
        await Save(changed, present.Status, present.CreatedAt);
        return await Provision();
    }

    private async Task<Agent> Provision()
    {
        var present = Require();
        if (present.Status != AgentStatus.Provisioning)
            return present;
        var now = clock.GetUtcNow();
        var blocks = present.Definition.MemoryBlocks.OrderBy(block => block.Key, StringComparer.Ordinal).Select(
            block => new MemoryBlock(
            AgentTemplate.Fill(block.Value.Label, $"memory_blocks.{block.Key}.label", present.Definition, now),
            AgentTemplate.Fill(block.Value.Value, $"memory_blocks.{block.Key}.value", present.Definition, now),
            block.Value.Description, block.Value.Limit, Version: 1, now));
        await GrainFactory.Memory(_key).Provision([.. blocks]);
        await Save(present.Definition, AgentStatus.Active, present.CreatedAt);
        return Require();
    }

    private Agent Require()
    {
        if (state is { RecordExists: true, State.Definition: not null })
            return state.State.Describe(_key.Name);
        // Anybody may ask for ids that nobody has; those must not fill the memory.
        DeactivateOnIdle();
        throw new NotFoundException("agent", _key.Name);
    }

    private Agent RequireActive()
    {
        var present = Require();
        return present.Status == AgentStatus.Retired
            ? throw new ConflictException($"Agent '{_key.Name}' is retired; it can be restored.")
            : present;
    }

    private void RequireSame(AgentDefinition definition)
    {
        var present = RequireActive();
        // Records compare their collections by reference; as JSON they compare by what they hold.
        if (JsonSerializer.Serialize(AgentDefinitionJson.Sorted(present.Definition))
            != JsonSerializer.Serialize(AgentDefinitionJson.Sorted(definition)))
            throw new ConflictException($"Agent '{_key.Name}' exists with another definition; change it with PATCH.");
    }

    private async Task Save(AgentDefinition definition, AgentStatus status, DateTimeOffset createdAt)
    {
        var before = state.State;
        var isChange = status != AgentStatus.Active || !ReferenceEquals(definition, before.Definition);
        state.State = new AgentState
        {
            Definition = definition,
            Status = status,
            Version = before.Version + (isChange ? 1 : 0),
            CreatedAt = createdAt,
            UpdatedAt = clock.GetUtcNow(),
        };
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            // What the row holds is not known; the next activation reads it.
            state.State = before;
            DeactivateOnIdle();
            throw;
        }
    }
}

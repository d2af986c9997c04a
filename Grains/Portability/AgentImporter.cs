using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Sanctum.Access;
using Sanctum.Agents;
using Sanctum.Approvals;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Memory;
using Sanctum.Policies;
using Sanctum.Tenants;

namespace Sanctum.Portability;

/// <summary>Creates an agent from a file. Everything is checked before the one statement that writes.</summary>
internal sealed class AgentImporter(
    AgentFileKeys keys, AgentFileSlots slots, ImportedAgents agents, ApprovalGate approvals, TenantQuotaCheck quotas,
    IOptions<PassageOptions> passageOptions, IGrainFactory grains, TimeProvider clock, ILogger<AgentImporter> logger)
{
    private const int PassagesOfAct = 100;
    private const string Operator = "operator";

    /// <exception cref="InvalidRequestException">
    /// The file is damaged or exceeds a limit, or its signer is not trusted.
    /// </exception>
    /// <exception cref="ConflictException">There is an agent of that name.</exception>
    /// <exception cref="LimitExceededException">This silo runs the maximum number of imports.</exception>
    public Task<ImportedAgent> Import(string tenant, AgentFileImport import, CancellationToken ct) =>
        slots.Import(() => Read(tenant, import, ct), ct);

    private async Task<ImportedAgent> Read(string tenant, AgentFileImport import, CancellationToken ct)
    {
        if (import.Content.Length is 0 or > AgentFileImport.MaxBytes)
            throw new InvalidRequestException(
                "body", $"has {import.Content.Length} bytes; 1 to {AgentFileImport.MaxBytes} are allowed.");
        var (line, signer) = AgentFileSignature.Open(import.Content.AsMemory());
        var content = AgentFileContent.Parse(line.Span);
        var isOwn = await keys.IsOwn(signer.PublicKey, ct);
        if (!isOwn && !import.IsTrusted)
            throw new InvalidRequestException(
                "trust", $"is not set, and the file is signed by the key {signer.PublicKey}, not by this installation.");
        FileRules.Check(content, passageOptions.Value.MaxOfAgent, clock.GetUtcNow());
        var (definition, blocks) = FileNames.Apply(
            FileDefinition.Read(content.Definition), import.Name, content.Blocks, clock.GetUtcNow());
        var agent = new GrainKey(tenant, definition.Name);
        await RequireFree(agent);
        var identity = $"import/{Convert.ToHexStringLower(SHA256.HashData(line.Span))}";
        await Check(agent, identity, definition, blocks, content.Passages);
        var created = await Create(agent, definition, blocks, content.Passages, ct);
        await NotifyGrains(agent, hasPassages: content.Passages.Length > 0);
        PortabilityLog.Imported(logger, agent, blocks.Length, content.Passages.Length, signer.PublicKey);
        if (!isOwn)
            PortabilityLog.Trusted(logger, signer.PublicKey, agent);
        return new ImportedAgent(created, signer.PublicKey, isOwn, blocks.Length, content.Passages.Length);
    }

    // The import is committed: what fails here is made good for when the grain is next activated, and by the lifeline.
    private async Task NotifyGrains(GrainKey agent, bool hasPassages)
    {
        await Notify("agent", () => grains.Agent(agent).Reread());
        await Notify("memory", () => grains.Memory(agent).Provision([]));
        if (!hasPassages)
            return;
        await Notify("memory", () => grains.Memory(agent).NotePassages(hasAny: true));
        await Notify("passages", () => grains.Passages(agent).Embed());

        Task Notify(string part, Func<Task> call) =>
            BestEffort.Try(call, failure => PortabilityLog.NotNotified(logger, failure, agent, part));
    }

    private async Task RequireFree(GrainKey agent)
    {
        try
        {
            await grains.Agent(agent).Get();
        }
        catch (NotFoundException)
        {
            return;
        }
        throw IsTaken(agent);
    }

    // Approvals are of the file, so that a person's answers hold until it is imported.
    private async Task Check(
        GrainKey agent, string identity, AgentDefinition definition, ImmutableArray<FileBlock> blocks, FilePassage[] passages)
    {
        var actor = Principal.Current?.Actor ?? Operator;
        await approvals.Check(
            PolicyRequest.AgentChange(agent, "create", definition),
            new ApprovalAct($"agent/{agent.Name}", $"{identity}/agent", actor));
        foreach (var block in blocks)
            await CheckMemory(new MemoryAct("write", block.Label, block.Value, Operator), block.Label);
        foreach (var (some, i) in passages.Chunk(PassagesOfAct).Select((some, i) => (some, i)))
            await CheckMemory(
                new MemoryAct("insert", "archival", string.Join("\n\n", some.Select(passage => passage.Text)), Operator),
                string.Create(CultureInfo.InvariantCulture, $"archival/{i}"));

        ValueTask CheckMemory(MemoryAct act, string place) => approvals.Check(
            PolicyRequest.MemoryWrite(agent, act),
            new ApprovalAct($"agent/{agent.Name}/memory/{act.Label}", $"{identity}/{place}", actor));
    }

    private async Task<Agent> Create(
        GrainKey agent, AgentDefinition definition, ImmutableArray<FileBlock> blocks, FilePassage[] passages,
        CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return await quotas.Within(TenantQuotaKind.MemoryBlocks, agent.Tenant, () => quotas.Within(
            TenantQuotaKind.Agents, agent.Tenant, () => agents.Create(
                agent, definition,
                [.. blocks.Select(block => new MemoryBlock(
                    block.Label, block.Value, block.Description, block.Limit, Version: 1, now, block.IsAttached))],
                [.. passages.Select(passage => new Passage(
                    passage.Id, passage.Text, ImmutableCollectionsMarshal.AsImmutableArray(passage.Tags), passage.Source,
                    passage.Importance, Version: 1, passage.CreatedAt, passage.CreatedAt))],
                Principal.Current?.Actor ?? Operator, ct)), blocks.Length)
            ?? throw IsTaken(agent);
    }

    private static ConflictException IsTaken(GrainKey agent) => new(
        $"There is an agent '{agent.Name}' already, active or retired; import the file under another name with 'as' (--as).");
}

using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Sanctum.Access;
using Sanctum.Agents;
using Sanctum.Approvals;
using Sanctum.Conversations;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Memory;
using Sanctum.Policies;
using Sanctum.Tenants;

namespace Sanctum.Portability;

/// <summary>Creates an agent from a file. Everything is checked before the one statement that writes.</summary>
internal sealed class AgentImporter(
    SignedFileReader signed, LettaFileReader letta, AgentFileSlots slots, ImportedAgents agents, SessionFileStore sessions,
    ApprovalGate approvals, TenantQuotaCheck quotas, IGrainFactory grains, ILogger<AgentImporter> logger, TimeProvider clock)
{
    private const int PassagesOfAct = 100;
    private const int MaxSessionCharacters = 128;
    private const string Operator = "operator";
    private const string WritesTranscripts = "conversations:write";

    /// <exception cref="InvalidRequestException">
    /// The file is damaged or exceeds a limit, or its signer is not trusted.
    /// </exception>
    /// <exception cref="ConflictException">There is an agent of that name.</exception>
    /// <exception cref="LimitExceededException">This silo runs the maximum number of imports.</exception>
    /// <exception cref="MissingPermissionException">The file has transcripts, which the caller may not write.</exception>
    public Task<ImportedAgent> Import(string tenant, AgentFileImport import, CancellationToken ct) =>
        slots.Import(() => Read(tenant, import, ct), ct);

    private async Task<ImportedAgent> Read(string tenant, AgentFileImport import, CancellationToken ct)
    {
        if (import.Content.Length is 0 or > AgentFileImport.MaxBytes)
            throw new InvalidRequestException(
                "body", $"has {import.Content.Length} bytes; 1 to {AgentFileImport.MaxBytes} are allowed.");
        var content = LettaFile.IsOne(import.Content.AsSpan())
            ? await letta.Read(tenant, import)
            : await signed.Read(import, ct);
        RequireTranscripts(content);
        var agent = new GrainKey(tenant, content.Definition.Name);
        await RequireFree(agent);
        content = content with { Sessions = await Rename(agent, content, ct) };
        await Check(agent, content);
        var created = await Create(agent, content, ct);
        await NotifyGrains(agent, content);
        Log(agent, content);
        return new ImportedAgent(created, content.Signer, content.IsOwn, content.Blocks.Length, content.Passages.Length)
        {
            Sessions = content.Sessions.Length,
            Format = content.Format,
            Parts = content.Report.Parts,
            Secrets = content.Report.Secrets,
        };
    }

    private static void RequireTranscripts(AgentContent content)
    {
        if (!content.Sessions.IsEmpty && Principal.Current is { } caller && !caller.May(Permission.Parse(WritesTranscripts)))
            throw new MissingPermissionException(
                WritesTranscripts,
                $"The file has transcripts: the permission {WritesTranscripts} is needed too. {AgentFileWriter.Leave}");
    }

    // A session whose id is taken gets one with the agent's name before it.
    private async Task<ImmutableArray<SessionTranscript>> Rename(GrainKey agent, AgentContent content, CancellationToken ct)
    {
        if (content.Sessions.IsEmpty)
            return [];
        var wanted = content.Sessions.SelectMany(session => new[] { session.Id, NameFor(session.Id) });
        var taken = (await sessions.FindTaken(agent.Tenant, wanted, ct)).ToHashSet(StringComparer.Ordinal);
        var free = content.Sessions.Select(session => session.Id).Where(id => !taken.Contains(id))
            .ToHashSet(StringComparer.Ordinal);
        return
        [
            .. content.Sessions.Select(
                session => taken.Contains(session.Id) ? session with { Id = Renamed(session.Id) } : session),
        ];

        string NameFor(string id) => $"{agent.Name}.{id}" is { Length: <= MaxSessionCharacters } name ? name : id;

        string Renamed(string id)
        {
            var name = NameFor(id);
            if (taken.Contains(name) || !free.Add(name))
                name = Guid.CreateVersion7().ToString();
            content.Report.Take("sessions", id, $"The id is taken; the session is '{name}' here.");
            return name;
        }
    }

    private void Log(GrainKey agent, AgentContent content)
    {
        if (content.Format == AgentFileFormat.Letta)
        {
            PortabilityLog.ImportedUnsigned(
                logger, agent, content.Blocks.Length, content.Passages.Length, content.Sessions.Length,
                content.Report.Left, content.Report.Secrets);
            return;
        }
        PortabilityLog.Imported(logger, agent, content.Blocks.Length, content.Passages.Length, content.Signer);
        if (!content.IsOwn)
            PortabilityLog.Trusted(logger, content.Signer, agent);
    }

    // The import is committed: what fails here is made good for when the grain is next activated, and by the lifeline.
    private async Task NotifyGrains(GrainKey agent, AgentContent content)
    {
        await Notify("agent", () => grains.Agent(agent).Reread());
        await Notify("memory", () => grains.Memory(agent).Provision([]));
        foreach (var session in content.Sessions)
            await Notify("session", () => grains.Session(new GrainKey(agent.Tenant, session.Id)).Restore(agent.Name));
        if (content.Passages.IsEmpty)
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
    private async Task Check(GrainKey agent, AgentContent content)
    {
        var (actor, identity) = (Principal.Current?.Actor ?? Operator, $"import/{content.Identity}");
        await approvals.Check(
            PolicyRequest.AgentChange(agent, "create", content.Definition),
            new ApprovalAct($"agent/{agent.Name}", $"{identity}/agent", actor));
        foreach (var block in content.Blocks)
            await CheckMemory(new MemoryAct("write", block.Label, block.Value, Operator), block.Label);
        foreach (var (some, i) in content.Passages.Chunk(PassagesOfAct).Select((some, i) => (some, i)))
            await CheckMemory(
                new MemoryAct("insert", "archival", string.Join("\n\n", some.Select(passage => passage.Text)), Operator),
                string.Create(CultureInfo.InvariantCulture, $"archival/{i}"));

        ValueTask CheckMemory(MemoryAct act, string place) => approvals.Check(
            PolicyRequest.MemoryWrite(agent, act),
            new ApprovalAct($"agent/{agent.Name}/memory/{act.Label}", $"{identity}/{place}", actor));
    }

    private async Task<Agent> Create(GrainKey agent, AgentContent content, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        ImmutableArray<MemoryBlock> blocks =
        [
            .. content.Blocks.Select(block => new MemoryBlock(
                block.Label, block.Value, block.Description, block.Limit, Version: 1, now, block.IsAttached)
            {
                Trust = FileTrust.Of(block.Trust),
            }),
        ];
        ImmutableArray<Passage> passages =
        [
            .. content.Passages.Select(passage => new Passage(
                passage.Id, passage.Text, ImmutableCollectionsMarshal.AsImmutableArray(passage.Tags), passage.Source,
                passage.Importance, Version: 1, passage.CreatedAt, passage.CreatedAt)
            {
                Trust = FileTrust.Of(passage.Trust),
            }),
        ];
        var author = Principal.Current?.Actor ?? Operator;
        return await quotas.Within(
            TenantQuotaKind.MemoryBlocks, agent.Tenant,
            () => quotas.Within(
                TenantQuotaKind.Sessions, agent.Tenant,
                () => quotas.Within(
                    TenantQuotaKind.Agents, agent.Tenant,
                    () => agents.Create(agent, content.Definition, blocks, passages, content.Sessions, author, ct)),
                content.Sessions.Length),
            blocks.Length) ?? throw IsTaken(agent);
    }

    private static ConflictException IsTaken(GrainKey agent) => new(
        $"There is an agent '{agent.Name}' already, active or retired; import the file under another name with 'as' (--as).");
}

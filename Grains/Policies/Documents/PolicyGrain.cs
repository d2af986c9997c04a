using System.Collections.Immutable;
using Sanctum.Agents;
using Sanctum.Calls;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Policies;

/// <summary>Keeps the newest versions in memory; every silo waits here for the next change.</summary>
[GrainType("policies")]
internal sealed class PolicyGrain(PolicyStore store, PolicyEngine engine, PolicyDocumentReader reader, TimeProvider clock)
    : Grain, IPolicyGrain
{
    /// <summary>The name in the grain's key.</summary>
    public const string Name = "policies";

    private const int MaxDocuments = 100;
    private const int MaxModules = 10;

    private readonly ChangeSignal _changed = new(clock);
    private ImmutableSortedDictionary<string, PolicyVersion> _newest =
        ImmutableSortedDictionary.Create<string, PolicyVersion>(StringComparer.Ordinal);

    private string Tenant => this.Key().Tenant;

    // Each change is one more version of one name.
    private long Revision => _newest.Values.Sum(version => (long)version.Version);

    public override async Task OnActivateAsync(CancellationToken cancellationToken) =>
        _newest = (await store.Load(Tenant, cancellationToken)).ToImmutableSortedDictionary(
            version => version.Name, version => version, StringComparer.Ordinal);

    public Task<ImmutableArray<PolicyVersion>> List() => Task.FromResult(InForce());

    public Task<ImmutableArray<PolicyVersion>> ListVersions(string name, int? before, int limit)
    {
        PageLimit.Check(limit);
        return store.List(Tenant, name, before, limit, CancellationToken.None);
    }

    public async Task<PolicyVersion> Get(string name, int? version) =>
        (version is { } wanted ? await store.Find(Tenant, name, wanted, CancellationToken.None) : FindInForce(name))
        ?? throw Missing(name, version);

    public async Task<PolicyVersion> Put(string name, string document, int? expectedVersion)
    {
        using var policy = reader.Read(name, document);
        var before = FindInForce(name);
        RequireVersion(name, before, expectedVersion);
        if (before is null && InForce().Length >= MaxDocuments)
            throw new InvalidRequestException("name", $"does not fit: {MaxDocuments} documents are in force, the limit.");
        if (policy is WasmPolicy && InForce().Count(other => other.Name != name && HasModule(other)) >= MaxModules)
            throw new InvalidRequestException(
                "wasm", $"does not fit: {MaxModules} documents with modules are in force, the limit.");
        return before?.Document == document ? before : await Add(name, document, policy.Description);
    }

    public async Task<PolicyVersion> Restore(string name, int version)
    {
        var earlier = await Get(name, version);
        return earlier.Document is { } document
            ? await Put(name, document, expectedVersion: null)
            : throw new NotFoundException("policy", $"{name}, version {version}, which deleted it");
    }

    public async Task Delete(string name, int? expectedVersion)
    {
        var before = FindInForce(name) ?? throw Missing(name, version: null);
        RequireVersion(name, before, expectedVersion);
        await Add(name, document: null, before.Description);
    }

    public async Task<PolicySet> Follow(long known, CancellationToken cancellationToken)
    {
        if (known == Revision)
            await _changed.Wait(cancellationToken);
        return new PolicySet(Revision, InForce());
    }

    public async Task<PolicyAnswer> Check(PolicyQuestion question)
    {
        if (!PolicyActions.All.Contains(question.Action))
            throw new InvalidRequestException("action", $"must be one of {PolicyActions.Listed}.");
        var key = new GrainKey(Tenant, question.Agent);
        var needsAgent = question.Action is PolicyActions.ConversationSend or PolicyActions.ToolExecute;
        return await engine.Decide(new PolicyRequest(question.Action, key)
        {
            Agent = needsAgent ? await GrainFactory.Agent(key).Get() : null,
            Tool = question.Tool,
            Arguments = question.Arguments,
            Memory = question.Memory,
            Post = question.Post,
            Change = question.Change,
        });
    }

    private async Task<PolicyVersion> Add(string name, string? document, string description)
    {
        try
        {
            var next = (_newest.GetValueOrDefault(name)?.Version ?? 0) + 1;
            var added = await store.Add(Tenant, name, next, document, description, CancellationToken.None)
                ?? throw new StorageUnavailableException($"Policy '{name}' was changed by another silo; send the change again.");
            _newest = _newest.SetItem(name, added);
            _changed.Raise();
            return added;
        }
        catch
        {
            // What the rows hold is not known; the next activation reads them.
            DeactivateOnIdle();
            throw;
        }
    }

    private ImmutableArray<PolicyVersion> InForce() => [.. _newest.Values.Where(version => version.Document is not null)];

    private static bool HasModule(PolicyVersion version) => PolicyDocumentReader.HasModule(version.Document!);

    private PolicyVersion? FindInForce(string name) =>
        _newest.TryGetValue(name, out var newest) && newest.Document is not null ? newest : null;

    private static void RequireVersion(string name, PolicyVersion? present, int? expected)
    {
        if (expected is { } wanted && wanted != (present?.Version ?? 0))
            throw new ConflictException(present is null
                ? $"Policy '{name}' is not in force; version {wanted} was expected."
                : $"Policy '{name}' is at version {present.Version}, not {wanted}.");
    }

    private static NotFoundException Missing(string name, int? version) =>
        new("policy", version is null ? name : $"{name}, version {version}");
}

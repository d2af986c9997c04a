using System.Text.Json.Nodes;
using Sanctum.Calls;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Settings;

/// <summary>Keeps the version in force in memory; every gateway waits here for the next one.</summary>
/// <remarks>Invariant: memory changes only after its row did. No options, no meter. Events: those of the gateways.</remarks>
[GrainType("uisettings")]
internal sealed class UiSettingsGrain(UiSettingsStore store, TimeProvider clock) : Grain, IUiSettingsGrain
{
    private static readonly UiSettings None = new(0, "{}", MaxUploadBytes: null, "", CreatedAt: null);

    private readonly ChangeSignal _changed = new(clock);
    private UiSettings _current = None;

    private string Tenant => this.Key().Tenant;

    public override async Task OnActivateAsync(CancellationToken cancellationToken) =>
        _current = await store.Find(Tenant, version: null, cancellationToken) ?? None;

    public async Task<UiSettings> Get(int? version) => version is null || version == _current.Version
        ? _current
        : await store.Find(Tenant, version, CancellationToken.None)
            ?? throw new NotFoundException("UI settings", $"version {version}");

    public async Task<UiSettings> Put(string document, string actor, int? expectedVersion)
    {
        var wanted = UiSettingsSchema.Check(document);
        if (expectedVersion is { } expected && expected != _current.Version)
            throw new ConflictException($"The UI settings are at version {_current.Version}, not {expected}.");
        if (JsonNode.DeepEquals(wanted, JsonNode.Parse(_current.Document)))
            return _current;
        try
        {
            _current = await store.Add(Tenant, _current.Version + 1, wanted.ToJsonString(), actor, CancellationToken.None)
                ?? throw new StorageUnavailableException("The settings were changed by another silo; send the change again.");
        }
        catch
        {
            // What the rows hold is not known; the next activation reads them.
            DeactivateOnIdle();
            throw;
        }
        _changed.Raise();
        return _current;
    }

    public async Task<UiSettings> Follow(int known, CancellationToken cancellationToken)
    {
        if (known == _current.Version)
            await _changed.Wait(cancellationToken);
        return _current;
    }
}

using System.Collections.Immutable;
using Sanctum.Calls;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Configuration;

/// <summary>Keeps the version in force in memory; every process of the cluster waits here for the next one.</summary>
/// <remarks>
/// Invariants: a version is checked as a whole before it is a row; memory changes only after its row did. No options. Meter and
/// events: those of the processes, <c>LiveConfiguration</c>.
/// </remarks>
[GrainType("configuration")]
internal sealed class ConfigurationGrain(ConfigurationStore store, SettingsCatalog catalog, TimeProvider clock)
    : Grain, IConfigurationGrain
{
    private static readonly ConfigurationVersion None = new(0, [], "", CreatedAt: null);

    private readonly FollowingProcesses _processes = new(clock);
    private readonly ChangeSignal _changed = new(clock);
    private ConfigurationVersion _current = None;

    private string Tenant => this.Key().Tenant;

    public override async Task OnActivateAsync(CancellationToken cancellationToken) =>
        _current = await store.Find(Tenant, version: null, cancellationToken) ?? None;

    public Task<ConfigurationStatus> Get() => Task.FromResult(new ConfigurationStatus(_current, _processes.List()));

    public async Task<ConfigurationVersion> Put(ImmutableArray<LiveSetting> settings, string actor, int? expectedVersion)
    {
        var wanted = LiveSettingRules.Check(catalog, settings);
        RequireVersion(expectedVersion);
        return wanted.SequenceEqual(_current.Settings) ? _current : await Add(wanted, actor);
    }

    public async Task<ConfigurationVersion> Restore(int version, string actor, int? expectedVersion) =>
        await Put((await Find(version)).Settings, actor, expectedVersion);

    public async Task<ConfigurationVersion> Find(int version) => version == 0
        ? None
        : await store.Find(Tenant, version, CancellationToken.None)
            ?? throw new NotFoundException("configuration", $"version {version}");

    public Task<ImmutableArray<ConfigurationVersion>> ListVersions(int? before, int limit)
    {
        PageLimit.Check(limit);
        return store.List(Tenant, before, limit, CancellationToken.None);
    }

    public async Task<ConfigurationVersion> Follow(ProcessReport process, CancellationToken cancellationToken)
    {
        _processes.Note(process);
        if (process.Known == _current.Version)
            await _changed.Wait(cancellationToken);
        return _current;
    }

    private async Task<ConfigurationVersion> Add(ImmutableArray<LiveSetting> settings, string actor)
    {
        try
        {
            _current = await store.Add(Tenant, _current.Version + 1, settings, actor, CancellationToken.None)
                ?? throw new StorageUnavailableException("The configuration was changed by another silo; send the change again.");
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

    private void RequireVersion(int? expected)
    {
        if (expected is { } wanted && wanted != _current.Version)
            throw new ConflictException($"The configuration is at version {_current.Version}, not {wanted}.");
    }
}

using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Sanctum.Configuration;

/// <summary>Describes the settings of its silo.</summary>
[StatelessWorker, GrainType("settingsworker")]
internal sealed class SettingsWorker(ISettingsReader settings) : Grain, ISettingsWorker
{
    public Task<ImmutableArray<SettingView>> Describe() => Task.FromResult(settings.Read());
}

using Orleans.Storage;
using Sanctum.Storage;

namespace Sanctum.Hosting;

/// <summary>
/// Grain states in Orleans' tables. A read whose connection turns out to be dead runs once more; a write never does.
/// </summary>
internal sealed class LiveConnectionStorage(IGrainStorage rows) : IGrainStorage
{
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        try
        {
            await rows.ReadStateAsync(stateName, grainId, grainState);
        }
        catch (Exception exception) when (StorageFailure.IsDeadConnection(exception))
        {
            // The driver has emptied its pool when it saw that.
            await rows.ReadStateAsync(stateName, grainId, grainState);
        }
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        rows.WriteStateAsync(stateName, grainId, grainState);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        rows.ClearStateAsync(stateName, grainId, grainState);
}

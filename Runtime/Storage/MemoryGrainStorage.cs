using System.Collections.Concurrent;
using System.Globalization;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using Sanctum.Runtime.Serialization;

namespace Sanctum.Runtime.Storage;

/// <summary>Keeps states in this process, for tests and for what may be lost.</summary>
internal sealed class MemoryGrainStorage(MessageCopier copier) : IGrainStorage
{
    private readonly ConcurrentDictionary<(string, GrainId), Record> _records = new();

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var record = _records.GetValueOrDefault((stateName, grainId));
        grainState.ETag = record?.ETag;
        grainState.RecordExists = record?.State is not null;
        grainState.State = record?.State is T state ? copier.DeepCopy(state) : default;
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Replace(stateName, grainId, grainState, copier.DeepCopy(grainState.State));
        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (grainState.ETag is not null || _records.ContainsKey((stateName, grainId)))
            Replace(stateName, grainId, grainState, state: null);
        grainState.RecordExists = false;
        grainState.State = default;
        return Task.CompletedTask;
    }

    private void Replace<T>(string stateName, GrainId grainId, IGrainState<T> grainState, object? state)
    {
        lock (_records)
        {
            var present = _records.GetValueOrDefault((stateName, grainId));
            if (present?.ETag != grainState.ETag)
                throw new InconsistentStateException($"State '{stateName}' of {grainId} was changed.", present?.ETag ?? "none", grainState.ETag ?? "none");
            var version = present is null ? 1 : int.Parse(present.ETag, CultureInfo.InvariantCulture) + 1;
            grainState.ETag = version.ToString(CultureInfo.InvariantCulture);
            _records[(stateName, grainId)] = new Record(state, grainState.ETag);
        }
    }

    private sealed record Record(object? State, string ETag);
}

using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Runtime;
using Orleans.Storage;
using Sanctum.Runtime.Activation;

namespace Sanctum.Runtime.Storage;

/// <summary>A state that a grain's constructor asked for.</summary>
internal abstract class PersistentState
{
    /// <summary>The name under which the default provider is registered.</summary>
    public const string DefaultStorage = "Default";

    public static PersistentState Create(Type stateType, PersistentStateAttribute name, GrainActivation activation)
    {
        var storage = activation.Catalog.Services.GetKeyedService<IGrainStorage>(name.StorageName ?? DefaultStorage)
            ?? throw new InvalidOperationException($"There is no storage provider '{name.StorageName ?? DefaultStorage}' for the state '{name.StateName}'.");
        return (PersistentState)Activator.CreateInstance(
            typeof(PersistentState<>).MakeGenericType(stateType), name.StateName, activation.GrainId, storage)!;
    }

    public abstract Task ReadAsync();
}

/// <inheritdoc/>
internal sealed class PersistentState<T>(string name, GrainId grain, IGrainStorage storage) : PersistentState, IPersistentState<T>, IGrainState<T>
{
    private T _state = Initial();

    public T State { get => _state; set => _state = value; }

    T? IGrainState<T>.State { get => _state; set => _state = value ?? Initial(); }

    public string? ETag { get; set; }

    public string? Etag => ETag;

    public bool RecordExists { get; set; }

    public override Task ReadAsync() => ReadStateAsync();

    public Task ReadStateAsync() => Run(() => storage.ReadStateAsync(name, grain, this), "read");

    public Task WriteStateAsync() => Run(() => storage.WriteStateAsync(name, grain, this), "written");

    public Task ClearStateAsync() => Run(() => storage.ClearStateAsync(name, grain, this), "cleared");

    private static T Initial() => typeof(T).GetConstructor(Type.EmptyTypes) is null && !typeof(T).IsValueType
        ? throw new InvalidOperationException($"{typeof(T)} is a grain state and needs a constructor without parameters.")
        : Activator.CreateInstance<T>();

    // As on a cluster: what is not the runtime's own comes wrapped, with its cause inside.
    private async Task Run(Func<Task> operation, string what)
    {
        try
        {
            await operation();
        }
        catch (Exception exception) when (exception is not (OrleansException or OperationCanceledException))
        {
            throw new OrleansException($"State '{name}' of {grain} could not be {what}: {exception.Message}", exception);
        }
    }
}

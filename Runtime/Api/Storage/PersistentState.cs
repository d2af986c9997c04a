using Orleans.Core;
using Orleans.Runtime;

namespace Orleans.Core
{
    /// <summary>State that lives on storage.</summary>
    public interface IStorage
    {
        /// <summary>Version of the state on storage, or null.</summary>
        string? Etag { get; }

        /// <summary>Whether storage has it.</summary>
        bool RecordExists { get; }

        /// <summary>Removes it from storage.</summary>
        Task ClearStateAsync();

        /// <summary>Writes it.</summary>
        /// <exception cref="Storage.InconsistentStateException">Storage has another version.</exception>
        Task WriteStateAsync();

        /// <summary>Reads it again.</summary>
        Task ReadStateAsync();

        /// <inheritdoc cref="ClearStateAsync()"/>
        Task ClearStateAsync(CancellationToken cancellationToken) => ClearStateAsync();

        /// <inheritdoc cref="WriteStateAsync()"/>
        Task WriteStateAsync(CancellationToken cancellationToken) => WriteStateAsync();

        /// <inheritdoc cref="ReadStateAsync()"/>
        Task ReadStateAsync(CancellationToken cancellationToken) => ReadStateAsync();
    }

    /// <summary>State of a known type that lives on storage.</summary>
    public interface IStorage<TState> : IStorage
    {
        /// <summary>The state in memory.</summary>
        TState State { get; set; }
    }
}

namespace Orleans.Runtime
{
    /// <summary>A grain's named state, read before the grain is activated.</summary>
    public interface IPersistentState<TState> : IStorage<TState>;

    /// <summary>Names the state that a constructor parameter asks for.</summary>
    /// <param name="stateName">Unique in the solution.</param>
    /// <param name="storageName">The storage provider; null for the default one.</param>
    [AttributeUsage(AttributeTargets.Parameter)]
    public class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute
    {
        /// <summary>The state's name.</summary>
        public string StateName { get; } = stateName;

        /// <summary>The provider's name, or null.</summary>
        public string? StorageName { get; } = storageName;
    }
}

namespace Orleans
{
    /// <summary>A state as storage providers see it.</summary>
    public interface IGrainState<T>
    {
        /// <summary>The state.</summary>
        T? State { get; set; }

        /// <summary>Its version on storage.</summary>
        string? ETag { get; set; }

        /// <summary>Whether storage has it.</summary>
        bool RecordExists { get; set; }
    }
}

namespace Orleans.Storage
{
    /// <summary>Keeps grain states.</summary>
    public interface IGrainStorage
    {
        /// <summary>Reads a state, or leaves a new one.</summary>
        Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

        /// <summary>Writes a state if its version is still what storage has.</summary>
        /// <exception cref="InconsistentStateException">It is not.</exception>
        Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

        /// <summary>Removes a state if its version is still what storage has.</summary>
        /// <exception cref="InconsistentStateException">It is not.</exception>
        Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);
    }
}

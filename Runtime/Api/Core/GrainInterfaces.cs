using Orleans.Runtime;

namespace Orleans.Runtime
{
    /// <summary>Anything that can be called by its identity.</summary>
    public interface IAddressable;
}

namespace Orleans
{
    /// <summary>A grain's face: what callers can ask of it.</summary>
    public interface IGrain : IAddressable;

    /// <summary>A grain whose key is text.</summary>
    public interface IGrainWithStringKey : IGrain;

    /// <summary>Makes references to grains. A grain always exists; a reference costs nothing but itself.</summary>
    public interface IGrainFactory
    {
        /// <summary>A reference to the grain of this face and key.</summary>
        /// <exception cref="ArgumentException">No class, or more than one, implements the face.</exception>
        TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
            where TGrainInterface : IGrainWithStringKey;
    }

    /// <summary>A way into the cluster from outside of grains.</summary>
    public interface IClusterClient : IGrainFactory
    {
        /// <summary>The services of the process.</summary>
        IServiceProvider ServiceProvider { get; }
    }

    /// <summary>What every grain class offers its runtime.</summary>
    public interface IGrainBase
    {
        /// <summary>The activation that holds this grain.</summary>
        IGrainContext GrainContext { get; }

        /// <summary>Called before the first request, after state was read.</summary>
        Task OnActivateAsync(CancellationToken token) => Task.CompletedTask;

        /// <summary>Called after the last request.</summary>
        Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token) => Task.CompletedTask;
    }
}

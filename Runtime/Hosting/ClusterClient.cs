using Orleans;
using Orleans.Runtime;
using Sanctum.Runtime.Activation;

namespace Sanctum.Runtime.Hosting;

/// <summary>Makes references to grains; in one process the way in from outside is the same as from a grain.</summary>
internal sealed class ClusterClient(GrainCatalog catalog) : IClusterClient
{
    public IServiceProvider ServiceProvider => catalog.Services;

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(primaryKey);
        var grainClass = catalog.Classes.ByFace(typeof(TGrainInterface), grainClassNamePrefix);
        return (TGrainInterface)catalog.References.Create(typeof(TGrainInterface), grainClass, new GrainId(grainClass.Name, primaryKey));
    }
}

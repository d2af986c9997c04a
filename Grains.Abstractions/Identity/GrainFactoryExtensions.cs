namespace Sanctum.Identity;

/// <summary>Short ways to grains.</summary>
public static class GrainFactoryExtensions
{
    /// <summary>
    /// The same as <c>GetGrain</c> with a string key, without reading attributes by reflection at each call: which class and
    /// interface are meant is looked up once for each interface.
    /// </summary>
    /// <typeparam name="TGrain">A grain interface that one class implements.</typeparam>
    public static TGrain Grain<TGrain>(this IGrainFactory grains, string key) where TGrain : IGrainWithStringKey
    {
        var (type, face) = Known<TGrain>.Ids ??= Find<TGrain>(grains, key);
        return (TGrain)grains.GetGrain(GrainId.Create(type, key), face);
    }

    private static GrainIds Find<TGrain>(IGrainFactory grains, string key) where TGrain : IGrainWithStringKey
    {
        var reference = (GrainReference)(object)grains.GetGrain<TGrain>(key);
        return new GrainIds(reference.GrainId.Type, reference.InterfaceType);
    }

    private static class Known<TGrain>
    {
        public static GrainIds? Ids { get; set; }
    }

    private sealed record GrainIds(GrainType Type, GrainInterfaceType Interface);
}

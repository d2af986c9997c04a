using Orleans.Runtime;
using Sanctum.Runtime.Messaging;

namespace Orleans;

/// <summary>What can be asked of any grain or reference.</summary>
public static class GrainExtensions
{
    /// <summary>The key of a grain or reference.</summary>
    public static string GetPrimaryKeyString(this IAddressable grain) => grain switch
    {
        IGrainBase self => self.GrainContext.GrainId.Key,
        GrainReference reference => reference.GrainId.Key,
        _ => throw new ArgumentException("This is neither a grain nor a reference to one.", nameof(grain)),
    };

    /// <summary>Another face of the same grain, or of the calling grain itself.</summary>
    public static TGrainInterface AsReference<TGrainInterface>(this IAddressable grain)
        where TGrainInterface : IAddressable => grain switch
        {
            IGrainBase self => (TGrainInterface)Sanctum.Runtime.Activation.GrainActivation.Of(self).Catalog.References.Create(
                typeof(TGrainInterface), self.GrainContext.GrainId),
            GrainReference reference => (TGrainInterface)reference.Catalog.References.Create(typeof(TGrainInterface), reference.GrainId),
            _ => throw new ArgumentException("This is neither a grain nor a reference to one.", nameof(grain)),
        };
}

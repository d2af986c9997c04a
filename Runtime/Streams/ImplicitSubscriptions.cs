using System.Reflection;
using Orleans;
using Orleans.Runtime;
using Sanctum.Runtime.Activation;

namespace Sanctum.Runtime.Streams;

/// <summary>Which grain classes subscribe to a stream by their attributes.</summary>
internal sealed class ImplicitSubscriptions(GrainClasses classes)
{
    private readonly ILookup<string, GrainClass> _byNamespace = classes.All
        .SelectMany(grainClass => grainClass.Type.GetCustomAttributes<ImplicitStreamSubscriptionAttribute>(), (grainClass, attribute) => (grainClass, attribute))
        .ToLookup(pair => pair.attribute.StreamNamespace, pair => pair.grainClass);

    public bool Exist(StreamId stream) => stream.GetNamespace() is { } ns && _byNamespace.Contains(ns);

    public IEnumerable<GrainClass> Of(StreamId stream) => stream.GetNamespace() is { } ns ? _byNamespace[ns] : [];
}

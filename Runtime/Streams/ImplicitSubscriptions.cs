using System.Reflection;
using System.Security.Cryptography;
using System.Text;
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

    /// <summary>
    /// Id of the subscription, the same whenever it is asked for: activations know their observers by it, and outlive what
    /// the provider remembers of the stream.
    /// </summary>
    public static Guid IdOf(string provider, GrainClass grainClass, StreamId stream) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{provider}\n{grainClass.Name}\n{stream.GetNamespace()}\n{stream.GetKeyAsString()}")).AsSpan(0, 16));

    public bool Exist(StreamId stream) => stream.GetNamespace() is { } ns && _byNamespace.Contains(ns);

    public IEnumerable<GrainClass> Of(StreamId stream) => stream.GetNamespace() is { } ns ? _byNamespace[ns] : [];
}

using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Streams;

namespace Orleans
{
    /// <summary>For every stream of this namespace, the grain of this class with the stream's key is a subscriber.</summary>
    /// <param name="streamNamespace">The namespace.</param>
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
    public sealed class ImplicitStreamSubscriptionAttribute(string streamNamespace) : Attribute
    {
        /// <summary>The namespace.</summary>
        public string StreamNamespace { get; } = streamNamespace;
    }
}

namespace Orleans.Streams.Core
{
    /// <summary>A grain that is told of each subscription it has, so that it can give it an observer.</summary>
    public interface IStreamSubscriptionObserver
    {
        /// <summary>Called once per subscription and activation, before its first event.</summary>
        Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory);
    }

    /// <summary>Makes the handle of a subscription, in the type that the grain expects.</summary>
    public interface IStreamSubscriptionHandleFactory
    {
        /// <summary>The stream.</summary>
        StreamId StreamId { get; }

        /// <summary>The provider's name.</summary>
        string ProviderName { get; }

        /// <summary>The handle.</summary>
        StreamSubscriptionHandle<T> Create<T>();
    }
}

namespace Orleans
{
    /// <summary>Ways to a stream provider.</summary>
    public static class ClientStreamExtensions
    {
        /// <summary>The provider of this name.</summary>
        public static IStreamProvider GetStreamProvider(this IClusterClient client, string name) =>
            client.ServiceProvider.GetRequiredKeyedService<IStreamProvider>(name);
    }

    /// <summary>Ways to a stream provider.</summary>
    public static class GrainStreamingExtensions
    {
        /// <summary>The provider of this name.</summary>
        public static IStreamProvider GetStreamProvider(this IGrainBase grain, string name) =>
            grain.GrainContext.ActivationServices.GetRequiredKeyedService<IStreamProvider>(name);
    }
}

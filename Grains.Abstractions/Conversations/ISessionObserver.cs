using Orleans.Concurrency;
using Sanctum.Streams;

namespace Sanctum.Conversations;

/// <summary>Receives what happens in a session; see <see cref="ISessionGrain.Watch"/>. Events can be lost or come twice: entries are rows, to be read where one is missing.</summary>
[Alias("sanctum.ISessionObserver")]
public interface ISessionObserver : IGrainObserver
{
    /// <summary>Something happened in the session.</summary>
    [OneWay, Alias("Receive")]
    Task Receive(EventEnvelope happened);

    /// <summary>The session leaves its silo; watch it again.</summary>
    [OneWay, Alias("Moved")]
    Task Moved();
}

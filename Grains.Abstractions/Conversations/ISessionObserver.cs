using Orleans.Concurrency;
using Sanctum.Streams;

namespace Sanctum.Conversations;

/// <summary>
/// Receives what happens in a session; see <see cref="ISessionGrain.Watch"/>. Events can be lost or come twice: entries are rows,
/// to be read where one is missing.
/// </summary>
[Alias("sanctum.ISessionObserver")]
public interface ISessionObserver : IGrainObserver
{
    /// <summary>Something happened in the session. It is waited for, so that events arrive in order.</summary>
    [ResponseTimeout("00:00:05"), Alias("Receive")]
    Task Receive(EventEnvelope happened);

    /// <summary>The session leaves its silo; watch it again.</summary>
    [OneWay, Alias("Moved")]
    Task Moved();
}

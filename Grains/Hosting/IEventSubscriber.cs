using Sanctum.Identity;

namespace Sanctum.Hosting;

/// <summary>
/// Gets events of one type in the process in which they happen. All that are registered are called in turn by who publishes, so
/// they return at once and do not throw.
/// </summary>
/// <typeparam name="TEvent">The type of the events.</typeparam>
internal interface IEventSubscriber<in TEvent>
{
    /// <summary>Takes in what happened to <paramref name="source"/>, a session or another thing with a key.</summary>
    void On(GrainKey source, TEvent happened);
}

namespace Sanctum.Conversations;

/// <summary>
/// Listens to an agent's wake-up streams and calls the stateless workers, which cannot subscribe themselves; keyed like the
/// agent, activated by the streams.
/// </summary>
[Alias("sanctum.IDispatcherGrain")]
public interface IDispatcherGrain : IGrainWithStringKey;

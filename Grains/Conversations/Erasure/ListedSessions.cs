using Sanctum.Identity;
using Sanctum.Traces;

namespace Sanctum.Conversations;

/// <summary>
/// Has the lists of sessions brought up to date, by which the other erasers find the agents and sessions of a person: rows are
/// written there a while after a turn.
/// </summary>
internal sealed class ListedSessions(IGrainFactory grains) : IPersonEraser
{
    public IReadOnlyList<string> Tables { get; } = [];

    public TraceOrder Order => TraceOrder.Copies;

    public Task Search(PersonTraces traces, CancellationToken ct) =>
        grains.Grain<ISessionDirectoryGrain>(new GrainKey(traces.Tenant, "sessions").ToString())
            .List(new SessionSelection(), after: null, limit: 1);

    public Task Erase(PersonTraces traces, CancellationToken ct) => Task.CompletedTask;
}

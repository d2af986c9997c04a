using Orleans.Runtime;
using Sanctum.Runtime.Messaging;

namespace Sanctum.Runtime.Activation;

/// <summary>The activations of one stateless worker: a call goes to an idle one, else to a new one, else to the one with the least to do.</summary>
internal sealed class WorkerPool(GrainCatalog catalog, GrainClass grainClass, GrainId id, int size)
{
    private readonly List<GrainActivation> _workers = [];

    public IReadOnlyList<GrainActivation> Activations
    {
        get
        {
            lock (_workers)
                return [.. _workers];
        }
    }

    public void Dispatch(Request request)
    {
        lock (_workers)
        {
            foreach (var worker in _workers)
            {
                if (worker.IsIdle && worker.TryAccept(request))
                    return;
            }
            while (_workers.Count >= size)
            {
                var leastLoaded = _workers.MinBy(worker => worker.Load)!;
                if (leastLoaded.TryAccept(request))
                    return;
                _workers.Remove(leastLoaded);
            }
            var fresh = new GrainActivation(catalog, grainClass, id);
            _workers.Add(fresh);
            fresh.TryAccept(request);
            fresh.Activate();
        }
    }

    public void Remove(GrainActivation worker)
    {
        lock (_workers)
            _workers.Remove(worker);
    }
}

using Orleans.Runtime;
using Sanctum.Runtime.Messaging;

namespace Sanctum.Runtime.Activation;

/// <summary>The activations of one stateless worker: a call goes to an idle one, else to a new one, else to the one with the least to do.</summary>
internal sealed class WorkerPool(GrainCatalog catalog, GrainClass grainClass, GrainId id, int size)
{
    private readonly List<GrainActivation> _workers = [];
    private bool _isClosed;

    public IReadOnlyList<GrainActivation> Activations
    {
        get
        {
            lock (_workers)
                return [.. _workers];
        }
    }

    /// <summary>Hands the request to a worker, unless the pool is closed because its last worker has left.</summary>
    public bool TryDispatch(Request request)
    {
        lock (_workers)
        {
            if (_isClosed)
                return false;
            foreach (var worker in _workers)
            {
                if (worker.IsIdle && worker.TryAccept(request))
                    return true;
            }
            while (_workers.Count >= size)
            {
                var leastLoaded = _workers.MinBy(worker => worker.Load)!;
                if (leastLoaded.TryAccept(request))
                    return true;
                _workers.Remove(leastLoaded);
            }
            var fresh = new GrainActivation(catalog, grainClass, id);
            _workers.Add(fresh);
            fresh.TryAccept(request);
            fresh.Activate();
            return true;
        }
    }

    /// <summary>Takes a worker out that has ended.</summary>
    /// <returns>Whether the pool is closed now: a pool per key that was ever called would be kept for ever.</returns>
    public bool Remove(GrainActivation worker)
    {
        lock (_workers)
        {
            _workers.Remove(worker);
            return _isClosed = _workers.Count == 0;
        }
    }
}

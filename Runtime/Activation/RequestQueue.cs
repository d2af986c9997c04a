using System.Collections.Immutable;
using Sanctum.Runtime.Messaging;

namespace Sanctum.Runtime.Activation;

/// <summary>The requests of one activation: those that run, and those that wait in the order of their arrival. Guarded by its owner.</summary>
internal sealed class RequestQueue(GrainClass grainClass)
{
    private readonly List<Request> _running = new(1);
    private LinkedList<Request>? _waiting;

    public int Running => _running.Count;

    public int Count => _running.Count + (_waiting?.Count ?? 0);

    /// <summary>Marks the request as running, if it may run beside those that do.</summary>
    public bool TryStart(Request request, ImmutableList<object>? allowedChains)
    {
        if (!Interleaving.MayStart(request, _running, grainClass, allowedChains))
            return false;
        _running.Add(request);
        return true;
    }

    public void Wait(Request request) => (_waiting ??= new()).AddLast(request);

    public void Finish(Request request) => _running.Remove(request);

    /// <summary>The first waiting request that may run now, marked as running, or null. Those nobody waits for any more are forgotten.</summary>
    public Request? StartNext(ImmutableList<object>? allowedChains)
    {
        for (var node = _waiting?.First; node is not null;)
        {
            var (request, next) = (node.Value, node.Next);
            if (request.IsAbandoned)
            {
                _waiting!.Remove(node);
            }
            else if (TryStart(request, allowedChains))
            {
                _waiting!.Remove(node);
                return request;
            }
            node = next;
        }
        return null;
    }

    /// <summary>The requests whose callers have waited long enough. Those that wait leave; those that run go on unheard.</summary>
    public List<Request>? TakeExpired(long now)
    {
        List<Request>? expired = null;
        foreach (var request in _running)
        {
            if (request.ExpiresAt <= now && !request.IsAbandoned)
                (expired ??= []).Add(request);
        }
        for (var node = _waiting?.First; node is not null;)
        {
            var (request, next) = (node.Value, node.Next);
            if (request.ExpiresAt <= now || request.IsAbandoned)
            {
                _waiting!.Remove(node);
                (expired ??= []).Add(request);
            }
            node = next;
        }
        return expired;
    }

    /// <summary>Everything that waits; afterwards nothing does.</summary>
    public IReadOnlyCollection<Request> TakeWaiting()
    {
        var waiting = _waiting;
        _waiting = null;
        return waiting is null ? [] : waiting;
    }
}

using System.Diagnostics;
using Sanctum.Runtime.Activation;

namespace Sanctum.Runtime.Messaging;

/// <summary>Something an activation is asked to do: a call, a timer tick, a stream event. It runs once, as turns of the activation.</summary>
internal abstract class Request
{
    /// <summary>What travels with the request.</summary>
    public ContextValues? Context { get; init; }

    /// <summary>The span that caused the request, if anybody listens.</summary>
    public Activity? Cause { get; init; }

    /// <summary>When the caller stops waiting, in <see cref="Environment.TickCount64"/> milliseconds; <see cref="long.MaxValue"/> for never.</summary>
    public long ExpiresAt { get; init; } = long.MaxValue;

    /// <summary>May run while other requests wait, and others while it waits.</summary>
    public virtual bool AlwaysInterleaves => false;

    /// <summary>May run together with other read-only requests.</summary>
    public virtual bool IsReadOnly => false;

    /// <summary>Whether it counts as use, so that the activation is not idle.</summary>
    public virtual bool KeepsActivationAlive => true;

    /// <summary>Whether it means nothing to another activation of the grain, such as the tick of a timer.</summary>
    public virtual bool EndsWithActivation => false;

    /// <summary>Whether the caller has an outcome already; nobody needs the request any more.</summary>
    public virtual bool IsAbandoned => false;

    /// <summary>What it is, for messages.</summary>
    public abstract string Description { get; }

    /// <summary>When a caller stops waiting who starts now.</summary>
    public static long ExpiryAfter(TimeSpan timeout) =>
        timeout == Timeout.InfiniteTimeSpan ? long.MaxValue : Environment.TickCount64 + (long)timeout.TotalMilliseconds;

    /// <summary>Runs on the activation's scheduler; never throws.</summary>
    public abstract Task Run(GrainActivation activation);

    /// <summary>Tells the caller that the request failed before or while it ran; later outcomes are ignored.</summary>
    public abstract void Fail(Exception exception);
}

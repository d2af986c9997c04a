using System.Collections.Immutable;
using Sanctum.Runtime.Messaging;

namespace Sanctum.Runtime.Activation;

/// <summary>When a request may start while others have not finished: by attribute, by the class's rule, or along an allowed call chain.</summary>
internal static class Interleaving
{
    public static bool MayStart(Request request, List<Request> running, GrainClass grainClass, ImmutableList<object>? allowedChains)
    {
        if (running.Count == 0 || grainClass.IsReentrant || request.AlwaysInterleaves)
            return true;
        if (request.Context?.Chain is { } chain && allowedChains is not null && allowedChains.Contains(chain))
            return true;
        if (grainClass.MayInterleave is { } mayInterleave && request is IGrainCall call && mayInterleave(call.Method.Info))
            return true;
        foreach (var other in running)
        {
            if (!other.AlwaysInterleaves && !(request.IsReadOnly && other.IsReadOnly))
                return false;
        }
        return true;
    }
}

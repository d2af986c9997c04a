using System.Data.Common;
using System.Net.Sockets;
using Orleans.Runtime.Messaging;
using Orleans.Storage;
using Sanctum.Errors;

namespace Sanctum.Repeats;

/// <summary>
/// Which failures are the cluster's: a silo died, was full or had not heard of a change. What a grain refused is none.
/// </summary>
internal static class ClusterFailure
{
    /// <summary>Whether the same call may succeed in a moment, on another silo.</summary>
    public static bool Is(Exception error) =>
        error is OrleansMessageRejectionException
            or ClientNotAvailableException or GatewayTooBusyException or ConnectionFailedException
            or InconsistentStateException or TimeoutException or SocketException
        && !HasReasonOfOurs(error);

    // An activation that failed rejects its calls too, for instance because the database is away: that has an answer of its own.
    private static bool HasReasonOfOurs(Exception error)
    {
        for (var inner = error; inner is not null; inner = inner.InnerException)
        {
            if (inner is SanctumException or DbException)
                return true;
        }
        return false;
    }
}

using Sanctum.Platforms;
using Sanctum.Turns;

namespace Sanctum.Queues;

/// <summary>Decides, before a turn begins, whether its notification is answered.</summary>
internal interface IReplyGate
{
    /// <summary>
    /// Whether the notifications of a platform are asked about; those of one that is not there now wait for it.
    /// </summary>
    bool Guards(string platform);

    /// <summary>Whether the notification that a worker leased is answered.</summary>
    Task<Admission> Admit(TurnLease lease);
}

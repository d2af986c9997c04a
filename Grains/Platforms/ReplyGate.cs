using Sanctum.Queues;
using Sanctum.Turns;

namespace Sanctum.Platforms;

/// <summary>
/// Asks, before a turn begins, whether its notification is answered. On a platform without accounts everything is.
/// </summary>
internal sealed class ReplyGate(PlatformAdapters adapters, IGrainFactory grains) : IReplyGate
{
    public bool Guards(string platform) =>
        platform != PlatformNames.Api && adapters.Find(platform) is not { Capabilities.NeedsAccount: false };

    public Task<Admission> Admit(TurnLease lease)
    {
        var notification = lease.Notification;
        var account = new AccountKey(lease.Lease.Agent.Tenant, notification.Platform, notification.Account);
        return grains.Account(account).Admit(notification);
    }
}

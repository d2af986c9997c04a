using Sanctum.Identity;
using Sanctum.Queues;

namespace Sanctum.Platforms;

/// <summary>Asks, before a turn begins, whether its notification is answered. Where there is no account, everything is.</summary>
internal sealed class ReplyGate(PlatformAdapters adapters, IGrainFactory grains)
{
    public Task<Admission> Admit(TurnLease lease)
    {
        var notification = lease.Notification;
        if (adapters.Find(notification.Platform) is not { Capabilities.NeedsAccount: true })
            return Task.FromResult(Admission.Reply);
        var account = new AccountKey(GrainKey.Parse(lease.Lease.QueueKey).Tenant, notification.Platform, notification.Account);
        return grains.GetGrain<IPlatformAccountGrain>(account.ToString()).Admit(notification);
    }
}

using Sanctum.Access;
using Sanctum.Platforms;

namespace Sanctum.Publishing;

/// <summary>The grains of outboxes.</summary>
internal static class OutboxGrains
{
    public static IOutboxDirectoryGrain Outboxes(this IGrainFactory grains) =>
        grains.GetGrain<IOutboxDirectoryGrain>(CallerTenant.Key("outboxes").ToString());

    public static IOutboxAdminGrain OutboxAdmin(this IGrainFactory grains, PlatformName platform, AccountName account) =>
        grains.GetGrain<IOutboxAdminGrain>(PlatformGrains.KeyOf(platform, account));
}

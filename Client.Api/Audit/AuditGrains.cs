using Sanctum.Access;

namespace Sanctum.Audit;

/// <summary>The grain of the audit log.</summary>
internal static class AuditGrains
{
    public static IAuditGrain Audit(this IGrainFactory grains) =>
        grains.GetGrain<IAuditGrain>(CallerTenant.Key("audit").ToString());
}

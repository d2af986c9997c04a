using Microsoft.Extensions.Options;
using Sanctum.Access;
using Sanctum.Edge;

namespace Sanctum.Limits;

/// <summary>How many requests all users and keys of a tenant may make together.</summary>
internal sealed class TenantLimit(IOptionsMonitor<GatewayOptions> options)
    : BucketLimit(options, gateway => gateway.TenantBucket)
{
    public override string Name => "tenant";

    protected override string? BucketOf(Principal caller) => "all";
}

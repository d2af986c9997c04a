using Microsoft.Extensions.Options;
using Sanctum.Access;
using Sanctum.Edge;

namespace Sanctum.Limits;

/// <summary>How many requests one user may make with tokens.</summary>
internal sealed class UserLimit(IOptionsMonitor<GatewayOptions> options)
    : BucketLimit(options, gateway => gateway.UserBucket)
{
    public override string Name => "user";

    protected override string? BucketOf(Principal caller) => caller.Kind == PrincipalKind.User ? caller.Id : null;
}

using Microsoft.Extensions.Options;
using Sanctum.Access;
using Sanctum.Edge;

namespace Sanctum.Limits;

/// <summary>How many requests one user may make with tokens.</summary>
internal sealed class UserLimit(IOptions<GatewayOptions> options)
    : BucketLimit(options.Value.UserBucket, options.Value.BucketWindow)
{
    public override string Name => "user";

    protected override string? BucketOf(Principal caller) => caller.Kind == PrincipalKind.User ? caller.Id : null;
}

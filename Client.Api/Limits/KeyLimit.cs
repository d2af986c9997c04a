using Microsoft.Extensions.Options;
using Sanctum.Access;
using Sanctum.Edge;

namespace Sanctum.Limits;

/// <summary>How many requests may be made with one API key, or by one service.</summary>
internal sealed class KeyLimit(IOptionsMonitor<GatewayOptions> options)
    : BucketLimit(options, gateway => gateway.KeyBucket)
{
    public override string Name => "key";

    protected override string? BucketOf(Principal caller) =>
        caller.Kind is PrincipalKind.Key or PrincipalKind.Service ? caller.Id : null;
}

using Sanctum.Identity;

namespace Sanctum.Access;

/// <summary>
/// The tenant in which a request of the gateway acts: that of its principal; where nobody signs in, the one that the request
/// names, or the default one. Every key that a gateway gives to a grain comes from here, but for those of the cluster itself.
/// </summary>
internal static class CallerTenant
{
    private const string ContextKey = "sanctum.tenant";

    /// <summary>Its name.</summary>
    public static string Name => Known ?? GrainKey.DefaultTenant;

    /// <summary>Its name; null where no caller is known.</summary>
    public static string? Known => Principal.Current?.Tenant ?? RequestContext.Get(ContextKey) as string;

    /// <summary>The key of a grain of the tenant.</summary>
    public static GrainKey Key(string name) => new(Name, name);

    /// <summary>Makes a tenant that a request names, and that is known, the one of all calls from here on in this flow.</summary>
    public static void Enter(string tenant) => RequestContext.Set(ContextKey, tenant);
}

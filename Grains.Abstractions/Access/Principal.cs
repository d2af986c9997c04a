using System.Collections.Immutable;

namespace Sanctum.Access;

/// <summary>
/// Who acts, and what it may do. The gateway sets it for each signed-in request; it travels with the request's grain calls and
/// becomes the actor of audit entries. A turn that such a request starts is the agent's and drops it.
/// </summary>
/// <param name="Tenant">The one tenant that it belongs to.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Id">A username, the id of a key, the name of an agent.</param>
/// <param name="Permissions">What it may do, as grants.</param>
/// <param name="SessionId">The sign-in that it came by; null for others than users.</param>
/// <param name="MustChangePassword">Whether it may do nothing before it has chosen a password.</param>
/// <param name="Address">Where the request came from; null where there is none.</param>
[GenerateSerializer, Immutable, Alias("sanctum.principal")]
public sealed record Principal(
    [property: Id(0)] string Tenant,
    [property: Id(1)] PrincipalKind Kind,
    [property: Id(2)] string Id,
    [property: Id(3)] ImmutableArray<Permission> Permissions,
    [property: Id(4)] Guid? SessionId = null,
    [property: Id(5)] bool MustChangePassword = false,
    [property: Id(6)] string? Address = null)
{
    private const string ContextKey = "sanctum.principal";

    /// <summary>Whether its tenant is suspended or deleted: it may do nothing.</summary>
    [Id(7)]
    public bool IsSuspended { get; init; }

    /// <summary>The principal of the call that runs here; null where nobody signed in for it.</summary>
    public static Principal? Current => RequestContext.Get(ContextKey) as Principal;

    /// <summary>As audit entries name it, such as <c>user/ada</c>.</summary>
    public string Actor => $"{Kind.ToString().ToLowerInvariant()}/{Id}";

    /// <summary>Whether a grant of it covers what is needed.</summary>
    public bool May(Permission needed) => Permissions.Any(granted => granted.Covers(needed));

    /// <summary>Makes it the principal of all calls that are made from here on in this flow.</summary>
    public void Act() => RequestContext.Set(ContextKey, this);

    /// <summary>Ends that: what follows is not done for the caller.</summary>
    public static void Leave() => RequestContext.Remove(ContextKey);
}

/// <summary>What a principal is.</summary>
public enum PrincipalKind
{
    /// <summary>A person.</summary>
    User = 0,

    /// <summary>An API key.</summary>
    Key = 1,

    /// <summary>Another system.</summary>
    Service = 2,

    /// <summary>An agent.</summary>
    Agent = 3,

    /// <summary>Sanctum itself.</summary>
    System = 4,
}

using Sanctum.Access;

namespace Sanctum.Policies;

/// <summary>An act as OpenFGA asks about it: whether a user has a relation to an object.</summary>
/// <param name="User">The signed-in caller, or else the agent: <c>user:default/ann</c>, <c>agent:default/ada</c>.</param>
/// <param name="Relation">From the action, such as <c>can_execute</c>.</param>
/// <param name="Object">What it is done to, such as <c>tool:default/calculate</c>.</param>
internal sealed record RelationTuple(string User, string Relation, string Object)
{
    // The server's own limits.
    private const int MaxUserBytes = 512;
    private const int MaxObjectBytes = 256;

    /// <summary>Whether the server would take it.</summary>
    public bool Fits => User.Length <= MaxUserBytes && Object.Length <= MaxObjectBytes;

    /// <summary>The tuple of an act.</summary>
    public static RelationTuple Of(PolicyRequest request)
    {
        var tenant = request.Subject.Tenant;
        var agent = request.Subject.Name;
        var user = Principal.Current is { } principal
            ? Entity(principal.Kind.ToString().ToLowerInvariant(), tenant, principal.Id)
            : Entity("agent", tenant, agent);
        return request.Action switch
        {
            PolicyActions.ToolExecute => new(user, "can_execute", Entity("tool", tenant, request.Tool ?? "")),
            PolicyActions.MemoryWrite => new(user, "can_write", Entity("memory", tenant, agent, request.Memory?.Label ?? "")),
            PolicyActions.PublishPost => new(
                user, "can_publish", Entity("account", tenant, request.Post?.Platform ?? "", request.Post?.Account ?? "")),
            PolicyActions.AgentChange => new(user, "can_change", Entity("agent", tenant, agent)),
            _ => new(user, "can_send", Entity("tenant", tenant)),
        };
    }

    // Escaped, so that no name becomes a wildcard (*), a userset (#) or another type (:).
    private static string Entity(string type, params IEnumerable<string> names) =>
        $"{type}:{string.Join('/', names.Select(Uri.EscapeDataString))}";
}

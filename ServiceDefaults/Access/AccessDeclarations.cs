namespace Sanctum.Access;

/// <summary>Declares who may call an endpoint, or each endpoint of a group.</summary>
internal static class AccessDeclarations
{
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="permission">As <c>resource:action</c>. The resource is a word of the feature; the action is <c>read</c> where
    /// nothing changes and nothing outside is called, else <c>write</c>, <c>execute</c> or <c>delete</c>.</param>
    public static TBuilder Needs<TBuilder>(this TBuilder endpoint, string permission)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new RequiredPermission(permission));

    /// <summary>The same, also where the product does not ask callers to sign in.</summary>
    public static TBuilder AlwaysNeeds<TBuilder>(this TBuilder endpoint, string permission)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new RequiredPermission(permission, Always: true));

    /// <summary>
    /// For what is the whole deployment's, such as its processes and plug-ins: callers of other tenants than the operator's are
    /// refused, whatever they may do in their own.
    /// </summary>
    public static TBuilder ForOperators<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new OperatorsOnly());

    /// <summary>For what concerns the caller alone, such as a user's own passkeys.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="beforePasswordChange">Whether a one-time password is enough. It is good for its change and for nothing that
    /// outlives it.</param>
    public static TBuilder NeedsSignIn<TBuilder>(this TBuilder endpoint, bool beforePasswordChange = false)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new SignInRequired(beforePasswordChange));

    /// <param name="endpoint">The endpoint.</param>
    /// <param name="reason">Why anybody may call it, as one sentence without its full stop.</param>
    public static TBuilder IsOpen<TBuilder>(this TBuilder endpoint, string reason) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new OpenEndpoint(reason));
}

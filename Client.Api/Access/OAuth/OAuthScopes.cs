using System.Collections.Immutable;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Sanctum.Access;

/// <summary>
/// Which scopes a client gets. A scope is a permission, also with <c>*</c>; what OpenID Connect has allows nothing.
/// </summary>
internal sealed class OAuthScopes(Permissions permissions)
{
    // What a client for users gets that was registered with no scopes and asks for none.
    private static readonly Permission AllRead = new("*", "read");
    private static readonly string[] OfOpenId = [Scopes.OpenId, Scopes.OfflineAccess];

    /// <summary>What the server's description lists.</summary>
    public IEnumerable<string> Supported => permissions.All.Concat(OfOpenId);

    /// <summary>What a client asks for, or what it was registered with; null if it may not have one of them.</summary>
    public ImmutableArray<string>? Of(OpenIddictRequest request, OAuthClient client)
    {
        var asked = request.GetScopes();
        var others = asked.Where(scope => client.Kind != OAuthClientKind.Service && OfOpenId.Contains(scope)).ToArray();
        ImmutableArray<string> wanted = [.. asked.Except(others)];
        if (wanted.IsEmpty)
            wanted = [.. DefaultOf(client).Select(scope => scope.ToString())];
        return wanted.All(scope => IsAllowed(scope, client)) ? [.. wanted, .. others] : null;
    }

    private static ImmutableArray<Permission> DefaultOf(OAuthClient client) => client.Scopes.IsEmpty ? [AllRead] : client.Scopes;

    private bool IsAllowed(string scope, OAuthClient client) =>
        Permission.TryParse(scope, out var permission)
        && permissions.All.Any(known => permission.Covers(Permission.Parse(known)))
        && (client.Scopes.IsEmpty || client.Scopes.Any(allowed => allowed.Covers(permission)));
}

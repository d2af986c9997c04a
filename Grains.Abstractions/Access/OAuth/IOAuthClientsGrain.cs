using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Errors;

namespace Sanctum.Access;

/// <summary>The OAuth clients of a tenant, for those who manage them; keyed <c>{tenant}/oauth-clients</c>.</summary>
[Alias("sanctum.IOAuthClientsGrain")]
public interface IOAuthClientsGrain : IGrainWithStringKey
{
    /// <summary>Creates a client.</summary>
    /// <exception cref="ConflictException">The tenant has as many clients as may be.</exception>
    /// <exception cref="InvalidRequestException">A field breaks a rule.</exception>
    /// <exception cref="MissingPermissionException">A service could do more than the caller may do.</exception>
    [Alias("Create")]
    Task<CreatedOAuthClient> Create(NewOAuthClient client);

    /// <summary>A page of clients, the newest first.</summary>
    /// <param name="after">The id behind which the page begins; null for the first one.</param>
    /// <param name="limit">1 to 200.</param>
    [ReadOnly, Alias("List")]
    Task<ImmutableArray<OAuthClient>> List(Guid? after, int limit);

    /// <summary>A client.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    [ReadOnly, Alias("Get")]
    Task<OAuthClient> Get(Guid id);

    /// <summary>Replaces a client's name, redirect URIs and scopes. They apply within a second, to issued tokens too.</summary>
    /// <exception cref="ConflictException">The client is revoked, or described by its metadata document.</exception>
    /// <exception cref="InvalidRequestException">A field breaks a rule.</exception>
    /// <exception cref="MissingPermissionException">A service could do more than the caller may do.</exception>
    /// <exception cref="NotFoundException">There is none.</exception>
    [Alias("Change")]
    Task<OAuthClient> Change(Guid id, string name, ImmutableArray<string> redirectUris, ImmutableArray<Permission> scopes);

    /// <summary>Makes a new secret; the one before is refused at once.</summary>
    /// <exception cref="ConflictException">The client is revoked, or has no secret.</exception>
    /// <exception cref="MissingPermissionException">The client is a service that may do more than the caller.</exception>
    /// <exception cref="NotFoundException">There is none.</exception>
    [Alias("RotateSecret")]
    Task<CreatedOAuthClient> RotateSecret(Guid id);

    /// <summary>Revokes a client; its tokens are refused within a second. Safe to repeat.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    [Alias("Revoke")]
    Task<OAuthClient> Revoke(Guid id);
}

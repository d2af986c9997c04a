using Sanctum.Errors;

namespace Sanctum.Platforms;

/// <summary>A platform whose posts can be taken back.</summary>
public interface IPostRemoval : IPlatformAdapter
{
    /// <summary>Deletes one of the account's posts; one that is gone already is no error.</summary>
    /// <exception cref="DependencyException">The platform failed or refused.</exception>
    /// <exception cref="SessionExpiredException">The session is not accepted any more.</exception>
    Task DeleteAsync(PlatformAccount account, string postId, CancellationToken cancellationToken);
}

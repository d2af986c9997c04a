using System.Collections.Immutable;
using Sanctum.Errors;

namespace Sanctum.Platforms;

/// <summary>
/// What somebody wants an account to look up, or to take back, on its platform at once. Keyed as <see cref="AccountKey"/>.
/// Stateless.
/// </summary>
/// <remarks>
/// Every method throws <see cref="NotFoundException"/> where the platform or the account is not there,
/// <see cref="UnsupportedOperationException"/> where the platform cannot do that, <see cref="AccountUnavailableException"/> where
/// the account is paused or refused, and <see cref="DependencyException"/> where the platform failed or did not answer in time. A
/// call takes as long as the platform does, so it has a response timeout, and callers do not make it again before that is over.
/// </remarks>
[Alias("sanctum.IAccountRequestWorker")]
public interface IAccountRequestWorker : IGrainWithStringKey
{
    /// <summary>Posts that fit.</summary>
    [ResponseTimeout("00:00:30"), Alias("Search")]
    Task<ImmutableArray<PlatformPost>> Search(PostQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Somebody, by handle or id, as the platform showed them at most <c>Sanctum:Platforms:ProfileCacheAge</c> ago.
    /// </summary>
    /// <exception cref="NotFoundException">There is nobody.</exception>
    [ResponseTimeout("00:00:30"), Alias("ReadProfile")]
    Task<PersonProfile> ReadProfile(string handleOrId, CancellationToken cancellationToken);

    /// <summary>The conversation around a post.</summary>
    /// <exception cref="NotFoundException">The post is not there (any more).</exception>
    [ResponseTimeout("00:00:30"), Alias("ReadThread")]
    Task<PlatformThread> ReadThread(string postId, CancellationToken cancellationToken);

    /// <summary>Deletes one of the account's posts; one that is gone already is no error.</summary>
    /// <exception cref="InvalidRequestException">It is not one of the account's posts.</exception>
    /// <exception cref="ConflictException">The message mode is <c>test</c>.</exception>
    /// <exception cref="LimitExceededException">The account has spent what the platform allows.</exception>
    [ResponseTimeout("00:00:30"), Alias("Delete")]
    Task Delete(string postId, CancellationToken cancellationToken);
}

using System.Collections.Immutable;
using Sanctum.Errors;
using Sanctum.Turns;

namespace Sanctum.Platforms;

/// <summary>A platform whose conversations can be read.</summary>
public interface IThreadReader : IPlatformAdapter
{
    /// <summary>The conversation around a post, or null if the post is not there (any more).</summary>
    /// <exception cref="DependencyException">The platform failed or refused.</exception>
    /// <exception cref="SessionExpiredException">The session is not accepted any more.</exception>
    Task<PlatformThread?> ReadThreadAsync(PlatformAccount account, string postId, CancellationToken cancellationToken);

    /// <summary>
    /// Whether the account replied to this notification already. It is asked where Sanctum's own rows may not know: about what
    /// was written before the process started.
    /// </summary>
    /// <inheritdoc cref="ReadThreadAsync" path="/exception"/>
    Task<bool> HasAnsweredAsync(PlatformAccount account, Notification notification, CancellationToken cancellationToken);
}

/// <summary>A conversation.</summary>
/// <param name="Posts">Its posts: those before the one that was asked for, that one, then the replies to it.</param>
[GenerateSerializer, Immutable, Alias("sanctum.platform-thread")]
public sealed record PlatformThread([property: Id(0)] ImmutableArray<PlatformPost> Posts);

/// <summary>A post on a platform.</summary>
/// <param name="Id">The platform's id of it.</param>
/// <param name="Author">Who wrote it.</param>
/// <param name="Text">What it says.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ParentId">The post that it replies to, or null.</param>
/// <param name="ReplyContext">What <see cref="IPlatformAdapter.PostAsync"/> needs to reply to it, JSON, or null.</param>
[GenerateSerializer, Immutable, Alias("sanctum.platform-post")]
public sealed record PlatformPost(
    [property: Id(0)] string Id,
    [property: Id(1)] PlatformAuthor Author,
    [property: Id(2)] string Text,
    [property: Id(3)] DateTimeOffset CreatedAt,
    [property: Id(4)] string? ParentId = null,
    [property: Id(5)] string? ReplyContext = null);

using Sanctum.Errors;

namespace Sanctum.Platforms;

/// <summary>
/// A platform that sends its events over a connection that stays open, such as a WebSocket. One connection is open for
/// an account, and it is opened again, after a wait that grows, whenever it ends.
/// </summary>
public interface IStreamedPlatform : IPlatformAdapter
{
    /// <summary>
    /// Connects and answers what comes in, page by page, oldest first, until the connection ends. The next page is asked for when
    /// the one before is stored together with its cursor: that is the moment to acknowledge it where the protocol wants that, and
    /// not to read on before is what holds the other side back. An event may be sent more than once.
    /// </summary>
    /// <param name="account">The account.</param>
    /// <param name="cursor">The <see cref="NotificationPage.Cursor"/> of the page that was stored last; null before the first
    /// one.</param>
    /// <param name="since">Nothing older than this is wanted.</param>
    /// <param name="cancellationToken">Ends the connection, at once.</param>
    /// <returns> Pages; <see cref="NotificationPage.HasMore"/> means nothing. An empty page when the connection stands makes
    /// failures before it forgotten.
    /// </returns>
    /// <exception cref="DependencyException">The platform failed or refused.</exception>
    /// <exception cref="SessionExpiredException">The session is not accepted any more; it is refreshed, and connected once
    /// more.</exception>
    IAsyncEnumerable<NotificationPage> ListenAsync(
        PlatformAccount account, string? cursor, DateTimeOffset since, CancellationToken cancellationToken);
}

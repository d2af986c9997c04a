using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Sanctum.Errors;

namespace Sanctum.Platforms;

/// <summary>A platform that is asked for what happened.</summary>
public interface IPolledPlatform : IPlatformAdapter
{
    /// <summary>How long to wait between two polls that bring nothing, unless the account's settings say otherwise.</summary>
    TimeSpan PollInterval => TimeSpan.FromSeconds(30);

    /// <summary>Asks for notifications behind <paramref name="cursor"/>, oldest first.</summary>
    /// <param name="account">The account.</param>
    /// <param name="cursor">The <see cref="NotificationPage.Cursor"/> of the page that was stored last; null before the first
    /// one.</param>
    /// <param name="since">Nothing older than this is wanted; it bounds how far back a first poll looks.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="DependencyException">The platform failed or refused.</exception>
    /// <exception cref="SessionExpiredException">The session is not accepted any more.</exception>
    /// <exception cref="AccountRefusedException">The account may not act there any more; it stops.</exception>
    Task<NotificationPage> PollAsync(
        PlatformAccount account, string? cursor, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Tells the platform that everything up to <paramref name="cursor"/> is stored, if it needs that.</summary>
    Task MarkSeenAsync(PlatformAccount account, string cursor, CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>What a poll brought. It is stored together with the cursor, in one transaction.</summary>
/// <param name="Notifications">Oldest first; a notification that came before may come again. At most 1,000.</param>
/// <param name="Cursor">Where the next poll continues; opaque, at most 4,000 characters.</param>
/// <param name="HasMore">Whether there is more to ask for at once.</param>
public sealed record NotificationPage(ImmutableArray<PlatformNotification> Notifications, string? Cursor, bool HasMore = false);

/// <summary>Something that happened to an account.</summary>
/// <param name="Id">The platform's id of it; the same id is answered once. At most 256 characters.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Author">Who did it.</param>
/// <param name="Text">What was written; empty where nothing was. Cut at 32,000 characters.</param>
/// <param name="ThreadKey">The conversation it belongs to, such as the id of its first post. At most 1,000 characters.</param>
/// <param name="ReplyContext">What <see cref="IPlatformAdapter.PostAsync"/> needs to reply to it, JSON, at most 16,000
/// characters; or null.</param>
/// <param name="OccurredAt">When it happened by the platform's clock, UTC.</param>
/// <param name="MentionsAccount">Whether the text names the account.</param>
/// <param name="IsOwn">Whether the account did it itself.</param>
/// <param name="TraceParent">W3C trace context of the request that brought it; null where it was asked for.</param>
/// <param name="Fault"> Why it could not be read; null if it was, see <see cref="Unreadable"/>. It becomes an item in error with
/// this reason, and everything that came with it is taken in all the same.
/// </param>
[GenerateSerializer, Immutable, Alias("sanctum.platform-notification")]
public sealed record PlatformNotification(
    [property: Id(0)] string Id,
    [property: Id(1)] NotificationKind Kind,
    [property: Id(2)] PlatformAuthor Author,
    [property: Id(3)] string Text,
    [property: Id(4)] string ThreadKey,
    [property: Id(5)] string? ReplyContext,
    [property: Id(6)] DateTimeOffset OccurredAt,
    [property: Id(7)] bool MentionsAccount = false,
    [property: Id(8)] bool IsOwn = false,
    [property: Id(9)] string? TraceParent = null,
    [property: Id(10)] string? Fault = null)
{
    /// <summary>
    /// What an adapter answers for an entry that it cannot read, so that the entries around it are not lost. An adapter never
    /// fails a whole page because of one entry.
    /// </summary>
    /// <param name="fault">Which field is wrong and how, such as <c>author is null.</c></param>
    /// <param name="content">The entry as it was sent.</param>
    /// <param name="at">When it happened, or when its neighbours did.</param>
    /// <param name="id">The platform's id of it; without one, it is known by its content.</param>
    /// <param name="kind">What happened, where that is known.</param>
    public static PlatformNotification Unreadable(
        string fault, string content, DateTimeOffset at, string? id = null, NotificationKind kind = NotificationKind.Other)
    {
        var key = string.IsNullOrEmpty(id)
            ? $"unreadable:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))}"
            : id;
        return new PlatformNotification(
            key, kind, new PlatformAuthor("", ""), content, key, ReplyContext: null, at, Fault: fault);
    }
}

/// <summary>What happened.</summary>
public enum NotificationKind
{
    /// <summary>A post names the account.</summary>
    Mention,

    /// <summary>A reply to one of the account's posts.</summary>
    Reply,

    /// <summary>A post quotes one of the account's posts.</summary>
    Quote,

    /// <summary>A message to the account alone.</summary>
    DirectMessage,

    /// <summary>Somebody follows the account.</summary>
    Follow,

    /// <summary>Somebody likes a post.</summary>
    Like,

    /// <summary>Somebody passed a post on.</summary>
    Repost,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>Who wrote or did something.</summary>
/// <param name="Id">The platform's lasting id of the person, such as a DID. At most 256 characters.</param>
/// <param name="Handle">The name that people use, which may change; empty where the platform does not say it. At most 256
/// characters.</param>
/// <param name="DisplayName">The name that people see; may be empty.</param>
/// <param name="IsBot">Whether the platform says that it is a bot; null where it does not say.</param>
[GenerateSerializer, Immutable, Alias("sanctum.platform-author")]
public sealed record PlatformAuthor(
    [property: Id(0)] string Id, [property: Id(1)] string Handle, [property: Id(2)] string DisplayName = "",
    [property: Id(3)] bool? IsBot = null);

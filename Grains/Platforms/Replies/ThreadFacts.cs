namespace Sanctum.Platforms.Replies;

/// <summary>What the rows know of a notification when it is decided whether to answer it.</summary>
/// <param name="AuthorId">Who wrote it, by the platform's id.</param>
/// <param name="Handle">The author's handle.</param>
/// <param name="IsBot">Whether the platform says that the author is a bot.</param>
/// <param name="HasOptedOut">Whether the author asked not to be answered.</param>
/// <param name="MentionsAccount">Whether the text names the account.</param>
/// <param name="RepliesToAuthor">Replies that the author got within the last hour.</param>
/// <param name="RepliesInThread">Replies in the thread within the last hour.</param>
/// <param name="RepliesToAuthorInThread">Replies that the author got in this thread, ever.</param>
/// <param name="LastReplyToAuthorInThread">When the latest of these was, or null.</param>
/// <param name="ThreadIsStopped">Whether somebody wrote the stop command in the thread, and nobody lifted it.</param>
internal sealed record ThreadFacts(
    string AuthorId,
    string Handle,
    bool? IsBot,
    bool HasOptedOut,
    bool MentionsAccount,
    long RepliesToAuthor = 0,
    long RepliesInThread = 0,
    long RepliesToAuthorInThread = 0,
    DateTimeOffset? LastReplyToAuthorInThread = null,
    bool ThreadIsStopped = false);

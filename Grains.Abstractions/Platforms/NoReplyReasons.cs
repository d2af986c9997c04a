namespace Sanctum.Platforms;

/// <summary>Why a notification is not answered; the stop reason of its queue item.</summary>
public static class NoReplyReasons
{
    /// <summary>The account replied to it already.</summary>
    public const string AlreadyAnswered = "already_answered";

    /// <summary>The account wrote it itself.</summary>
    public const string OwnPost = "own_post";

    /// <summary>The author is on the account's list of people who are not answered.</summary>
    public const string IgnoredAuthor = "ignored_author";

    /// <summary>The author asked not to be answered.</summary>
    public const string OptedOut = "opted_out";

    /// <summary>The author is a bot and the account does not answer bots.</summary>
    public const string Bot = "bot";

    /// <summary>The author is a bot that the account has answered often enough in this thread.</summary>
    public const string BotLoop = "bot_loop";

    /// <summary>The author is a bot that the account answered in this thread a moment ago.</summary>
    public const string BotCooldown = "bot_cooldown";

    /// <summary>The text does not name the account, which its rules demand.</summary>
    public const string NotMentioned = "not_mentioned";

    /// <summary>It came in during the account's quiet hours.</summary>
    public const string QuietHours = "quiet_hours";

    /// <summary>The author had as many replies in an hour as the rules allow.</summary>
    public const string AuthorRate = "author_rate";

    /// <summary>The thread had as many replies in an hour as the rules allow.</summary>
    public const string ThreadRate = "thread_rate";

    /// <summary>It holds the stop command, or somebody wrote that in its thread and nobody lifted it.</summary>
    public const string StopCommand = "stop_command";

    /// <summary>The account is not connected any more.</summary>
    public const string Disconnected = "disconnected";
}

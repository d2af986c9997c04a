namespace Sanctum.Platforms.Replies;

/// <summary>
/// What the rows keep of commands that hold in a thread; the column <c>command</c> of <c>platform_notification</c>.
/// </summary>
internal static class ThreadCommands
{
    /// <summary>No more replies in the thread.</summary>
    public const string Stop = "stop";

    /// <summary>Lifts what the same person stopped.</summary>
    public const string Start = "start";

    /// <summary>Lifts what anybody stopped.</summary>
    public const string Resume = "resume";

    /// <param name="command">What a person wrote.</param>
    /// <param name="mayPause">Whether that person may pause the account.</param>
    public static string? Of(Command command, bool mayPause) => command switch
    {
        Command.Stop => Stop,
        Command.OptIn => mayPause ? Resume : Start,
        _ => null,
    };
}

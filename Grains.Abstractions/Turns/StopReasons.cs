namespace Sanctum.Turns;

/// <summary>The names of the ways in which a turn ends.</summary>
public static class StopReasons
{
    /// <summary>The model finished its answer.</summary>
    public const string EndTurn = "end_turn";

    /// <summary>The turn used up its model calls (<c>capabilities.max_steps</c>).</summary>
    public const string MaxSteps = "max_steps";

    /// <summary>The model's answer was cut at its token limit.</summary>
    public const string MaxTokens = "max_tokens";

    /// <summary>The provider's own filter withheld the answer.</summary>
    public const string ContentFilter = "content_filter";

    /// <summary>The model had nothing to say.</summary>
    public const string NoReply = "no_reply";

    /// <summary>Messages are kept and not answered: the message mode is <c>listen</c>.</summary>
    public const string ListenMode = "listen_mode";

    /// <summary>The agent ignored the message on purpose (<c>ignore_notification</c>).</summary>
    public const string Ignored = "ignored";

    /// <summary>The agent halted its own work (<c>halt_activity</c>).</summary>
    public const string Halted = "halted";

    /// <summary>Somebody cancelled the turn.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>An operator discarded the item.</summary>
    public const string Discarded = "discarded";

    /// <summary>An operator ended the item together with others.</summary>
    public const string Purged = "purged";

    /// <summary>A policy denied the turn.</summary>
    public const string Denied = "denied";

    /// <summary>A budget had no room for the turn's model call.</summary>
    public const string BudgetExceeded = "budget_exceeded";

    /// <summary>The turn failed for good.</summary>
    public const string Error = "error";

    /// <summary>Whether the turn failed, or somebody ended it before its end.</summary>
    public static bool IsFailure(string name) => name is Cancelled or Discarded or Purged or Denied or BudgetExceeded or Error;

    /// <summary>Whether a name says something that no tool may say (<see cref="Tools.ITool.EndsTurnAs"/>).</summary>
    public static bool IsReserved(string name) =>
        IsFailure(name) || name is EndTurn or MaxSteps or MaxTokens or ContentFilter or ListenMode;
}

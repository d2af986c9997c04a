using Sanctum.Errors;
using Sanctum.Tools;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>
/// The end of a turn in whose last step a tool ran that ends it. It follows from rows alone, so the turn ends the same in every
/// process. The mark that it leaves is behind those rows: a turn that an operator retries asks its model again.
/// </summary>
internal static class TurnEnding
{
    /// <summary>How the turn ends; null if it continues.</summary>
    public static TurnCompletion? Of(TurnProgress progress, ToolRegistry tools)
    {
        var turn = progress.Lease.Lease.ItemId;
        var results = progress.Context.Where(entry => entry.TurnId == turn).Reverse()
            .TakeWhile(entry => entry.Role == TranscriptRole.Tool).Reverse();
        foreach (var result in results.Where(result => result.ToolStatus == ToolStatus.Ok))
        {
            if (tools.Find(result.Author)?.Description.EndsTurnAs is { } stopReason)
                return new TurnCompletion(Reply: null, stopReason, Usage: null, FailureText.Of(result.Content), IsMarked: true);
        }
        return null;
    }
}

using System.Globalization;
using Sanctum.Agents;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>How a turn ends that has used up its model calls.</summary>
internal static class TurnLimit
{
    /// <summary>
    /// The last thing the agent said on the way, or a plain sentence: the author gets an answer, never silence.
    /// </summary>
    public static TurnCompletion Reached(Agent agent, TurnProgress progress)
    {
        var turn = progress.Lease.Lease.ItemId;
        var said = progress.Context.LastOrDefault(entry =>
            entry.TurnId == turn && entry.Role == TranscriptRole.Assistant && !string.IsNullOrWhiteSpace(entry.Content));
        var text = said?.Content
            ?? string.Create(
                CultureInfo.InvariantCulture,
                $"I stopped here: this took more than the {agent.Definition.Capabilities.MaxSteps} steps I may take.");
        return new TurnCompletion(text, StopReasons.MaxSteps, null);
    }
}

using System.Globalization;

namespace Sanctum.Budgets;

/// <summary>A model call that is to be paid, and the turn that makes it.</summary>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Agent">The agent that makes it.</param>
/// <param name="KeyId">The API key that sent the message, or null.</param>
/// <param name="SessionId">The conversation.</param>
/// <param name="TurnId">The turn's queue item.</param>
/// <param name="Step">The turn's model calls before this one.</param>
/// <param name="Holder">Fencing token of the lease under which it is made.</param>
internal sealed record SpendingCall(
    string Tenant, string Agent, string? KeyId, string SessionId, Guid TurnId, int Step, long Holder)
{
    /// <summary>Names the call: one that is made again after a crash has the same.</summary>
    public string Key => string.Create(CultureInfo.InvariantCulture, $"{TurnId:N}/{Step}");

    /// <summary>Who spends.</summary>
    public string Actor => $"agent/{Agent}";
}

/// <summary>What a model call has reserved.</summary>
/// <param name="Call">The call.</param>
/// <param name="Model">The model that is asked.</param>
/// <param name="PromptTokens">The estimate of its prompt.</param>
/// <param name="MaxOutputTokens">What the model is told to write at most.</param>
internal sealed record Reservation(SpendingCall Call, string Model, long PromptTokens, int MaxOutputTokens);

/// <summary>Ends a model call before it is made: a budget has no room for it.</summary>
/// <param name="message">Which, and how much is left, for the author of the message.</param>
internal sealed class BudgetExceededException(string message) : Exception(message)
{
    /// <summary>How long the message waits; null where it does not.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>The model that may be asked instead, or null.</summary>
    public string? CheaperModel { get; init; }
}

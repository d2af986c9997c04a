using System.Text.Json;
using Sanctum.Errors;

namespace Sanctum.Policies;

/// <summary>
/// The value of a decision in Rego, wherever it was evaluated: <c>true</c>, <c>false</c>, or an object with <c>allow</c> and
/// <c>reason</c>, or with <c>ask</c>, <c>reason</c> and <c>approval</c>. Any other value decides nothing.
/// </summary>
internal static class OpaAnswer
{
    private const int MaxReasonCharacters = 500;

    /// <summary>What a value decides.</summary>
    /// <param name="result">The value.</param>
    /// <param name="decider">Who decided, as the subject of a sentence.</param>
    public static PolicyDecision Read(JsonElement result, string decider)
    {
        if (result.ValueKind == JsonValueKind.Object && Property(result, "ask").ValueKind == JsonValueKind.True)
            return Ask(result, decider);
        var (allow, reason) = result.ValueKind == JsonValueKind.Object
            ? (Property(result, "allow"), Property(result, "reason"))
            : (result, default);
        return allow.ValueKind switch
        {
            JsonValueKind.True => PolicyDecision.Allow,
            JsonValueKind.False => PolicyDecision.Deny(Text(reason) ?? $"{decider} denies it."),
            _ => PolicyDecision.Undecided($"the decision of {decider} is neither true nor false."),
        };
    }

    private static PolicyDecision Ask(JsonElement result, string decider)
    {
        var reason = Text(Property(result, "reason")) ?? $"{decider} asks for an approval.";
        var approval = Property(result, "approval");
        try
        {
            return PolicyDecision.Ask(
                reason,
                approval.ValueKind == JsonValueKind.Undefined
                    ? ApprovalTerms.Default
                    : ApprovalTermsReader.Read(approval.GetRawText()));
        }
        catch (InvalidRequestException exception)
        {
            return PolicyDecision.Undecided($"{decider} asks, and its approval does not fit: {exception.Message}");
        }
    }

    private static JsonElement Property(JsonElement result, string name) =>
        result.TryGetProperty(name, out var value) ? value : default;

    private static string? Text(JsonElement reason) =>
        reason.ValueKind == JsonValueKind.String && reason.GetString() is { Length: > 0 } text
            ? Storage.StorableText.Cut(text, MaxReasonCharacters, "…")
            : null;
}

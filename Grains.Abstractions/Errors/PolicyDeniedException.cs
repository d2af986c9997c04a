namespace Sanctum.Errors;

/// <summary>A policy refused the action, or could not decide, which refuses too.</summary>
[GenerateSerializer, Alias("sanctum.policy-denied")]
public sealed class PolicyDeniedException(string action, string reason) : SanctumException($"{action} is denied: {reason}")
{
    /// <summary>The action, such as <c>tool.execute</c>.</summary>
    [Id(0)]
    public string Action { get; } = action;

    /// <summary>Why, for the caller.</summary>
    [Id(1)]
    public string Reason { get; } = reason;
}

using Sanctum.Agents;
using Sanctum.Errors;

namespace Sanctum.Policies;

/// <summary>Asks every rule. One refusal refuses; a rule that fails refuses; an action that no rule knows is refused.</summary>
internal sealed class PolicyEngine(IEnumerable<IPolicyRule> rules)
{
    private readonly ILookup<string, IPolicyRule> _byAction = rules.ToLookup(rule => rule.Action, StringComparer.Ordinal);

    /// <exception cref="PolicyDeniedException">The action is refused.</exception>
    public void Check(PolicyRequest request)
    {
        if (!_byAction.Contains(request.Action))
            throw new PolicyDeniedException(request.Action, "no rule allows or denies it.");
        foreach (var rule in _byAction[request.Action])
        {
            if (Reason(rule, request) is { } reason)
                throw new PolicyDeniedException(request.Action, reason);
        }
    }

    private static string? Reason(IPolicyRule rule, PolicyRequest request)
    {
        try
        {
            return rule.ReasonToDeny(request);
        }
        catch (Exception exception)
        {
            // A rule that cannot decide must not let anything pass.
            return $"the rule {rule.GetType().Name} could not decide ({exception.GetType().Name}).";
        }
    }
}

/// <summary>A rule about one action. An implementation is found by this interface; nothing else names it.</summary>
internal interface IPolicyRule
{
    /// <summary>The action that it decides about.</summary>
    string Action { get; }

    /// <summary>Why the request is refused, or null.</summary>
    string? ReasonToDeny(PolicyRequest request);
}

/// <summary>What somebody is about to do.</summary>
/// <param name="Action">A name from <see cref="PolicyActions"/>.</param>
/// <param name="Agent">For which agent.</param>
/// <param name="Tool">The tool, for tool calls.</param>
internal sealed record PolicyRequest(string Action, Agent Agent, string? Tool);

/// <summary>The actions that policies decide about.</summary>
internal static class PolicyActions
{
    public const string ConversationSend = "conversation.send";

    public const string ToolExecute = "tool.execute";
}

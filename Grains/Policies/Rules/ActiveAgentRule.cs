using Sanctum.Agents;

namespace Sanctum.Policies;

/// <summary>Only an agent in service answers.</summary>
internal sealed class ActiveAgentRule : IPolicyRule
{
    public string Action => PolicyActions.ConversationSend;

    public string? ReasonToDeny(PolicyRequest request) =>
        request.Agent!.Status is var status && status == AgentStatus.Active
            ? null
            : $"the agent is {status.ToString().ToLowerInvariant()}.";
}

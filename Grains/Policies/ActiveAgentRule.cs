using Sanctum.Agents;

namespace Sanctum.Policies;

/// <summary>Only an agent in service answers.</summary>
internal sealed class ActiveAgentRule : IPolicyRule
{
    public string Action => PolicyActions.ConversationSend;

    public string? ReasonToDeny(PolicyRequest request) =>
        request.Agent.Status == AgentStatus.Active ? null : $"the agent is {request.Agent.Status.ToString().ToLowerInvariant()}.";
}

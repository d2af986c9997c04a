using System.Diagnostics;
using Sanctum.Agents;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Queues;

namespace Sanctum.Conversations;

/// <summary>The one way in which a message of the API reaches an agent's queue.</summary>
internal sealed class MessageIntake(IClusterClient grains, TimeProvider clock)
{
    private const string Platform = "api";

    /// <exception cref="NotFoundException">There is no such agent.</exception>
    /// <exception cref="ConflictException">The agent is retired, the session is another agent's, or the idempotency key is another message's.</exception>
    /// <exception cref="LimitExceededException">The agent's queue is full.</exception>
    public async Task<QueueReceipt> Accept(AgentId agentId, IncomingMessage message)
    {
        await RequireService(agentId);
        var session = message.Session ?? SessionId.New();
        await grains.Session(session).Open(agentId.Value);
        var receipt = await Enqueue(agentId, session, message);
        var isAnother = receipt.SaysOtherwise || (message.Session is { } named && named.Value != receipt.SessionId);
        return receipt.IsDuplicate && isAnother
            ? throw new ConflictException($"The idempotency key '{message.IdempotencyKey}' is that of another message to agent '{agentId}'.")
            : receipt;
    }

    /// <summary>Refuses before anything is written for an agent that takes no messages.</summary>
    public async Task RequireService(AgentId agentId)
    {
        var agent = await grains.Agent(agentId).Get();
        if (agent.Status == AgentStatus.Retired)
            throw new ConflictException($"Agent '{agentId}' is retired and takes no messages.");
    }

    /// <summary>Puts a message into the queue of a session that is open.</summary>
    public Task<QueueReceipt> Enqueue(AgentId agentId, SessionId session, IncomingMessage message) =>
        grains.Queue(agentId).Enqueue(new Notification(
            message.IdempotencyKey, session.Value, Platform, Account: "", message.From, message.Text, message.Priority, clock.GetUtcNow(),
            TraceParent: Activity.Current?.Id));
}

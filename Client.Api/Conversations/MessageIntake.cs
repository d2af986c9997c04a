using System.Diagnostics;
using Sanctum.Access;
using Sanctum.Agents;
using Sanctum.Errors;
using Sanctum.Queues;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>The one way in which a message of the API reaches an agent's queue.</summary>
internal sealed class MessageIntake(IClusterClient grains, TimeProvider clock)
{
    private const string Platform = "api";

    /// <exception cref="NotFoundException">There is no such agent.</exception>
    /// <exception cref="ConflictException">The agent is retired, the session is another agent's, or the idempotency key is
    /// another message's.</exception>
    /// <exception cref="LimitExceededException">The agent's queue is full.</exception>
    public async Task<QueueReceipt> Accept(AgentId agentId, IncomingMessage message)
    {
        // A message that is known has its session: to open another would leave that empty.
        if (message is { IsKeyed: true, Session: null })
        {
            await RequireService(agentId);
            if (await FindKnown(agentId, message) is { } known)
                return known;
        }
        return Same(agentId, message, await Enqueue(agentId, message.Session ?? SessionId.New(), message));
    }

    /// <summary>The receipt of a message that came in before under the key that its sender gave; null if none did.</summary>
    /// <param name="agentId">Whom it is for.</param>
    /// <param name="message">The message.</param>
    /// <param name="orText">Another text that makes it the same message.</param>
    /// <exception cref="ConflictException">The idempotency key is another message's.</exception>
    public async Task<QueueReceipt?> FindKnown(AgentId agentId, IncomingMessage message, string? orText = null)
    {
        if (!message.IsKeyed)
            return null;
        var session = message.Session ?? SessionId.New();
        var queue = grains.Queue(agentId);
        var receipt = await queue.FindReceipt(NotificationOf(session, message));
        if (receipt is { SaysOtherwise: true } && orText is not null)
            receipt = await queue.FindReceipt(NotificationOf(session, message with { Text = orText }));
        return receipt is null ? null : Same(agentId, message, receipt);
    }

    /// <summary>Refuses before anything is written for an agent that takes no messages.</summary>
    public async Task RequireService(AgentId agentId)
    {
        var agent = await grains.Agent(agentId).Get();
        if (agent.Status == AgentStatus.Retired)
            throw new ConflictException($"Agent '{agentId}' is retired and accepts no messages.");
    }

    /// <summary>
    /// Puts a message into the agent's queue, which opens its session where that is new. The call may be repeated: the key, the
    /// sender's or ours, keeps it one message.
    /// </summary>
    public async Task<QueueReceipt> Enqueue(AgentId agentId, SessionId session, IncomingMessage message)
    {
        var receipt = await grains.Queue(agentId).Enqueue(NotificationOf(session, message));
        // Nobody else has a key of ours, so what was there already is what an earlier try has written.
        return message.IsKeyed ? receipt : receipt with { IsDuplicate = false };
    }

    private Notification NotificationOf(SessionId session, IncomingMessage message) => new(
        message.IdempotencyKey, session.Value, Platform, Account: "", message.From, message.Text, message.Priority,
        clock.GetUtcNow(),
        TraceParent: Activity.Current?.Id)
    {
        KeyId = Principal.Current is { Kind: PrincipalKind.Key } key ? key.Id : null,
    };

    private static QueueReceipt Same(AgentId agentId, IncomingMessage message, QueueReceipt receipt)
    {
        var isAnother = receipt.SaysOtherwise || (message.Session is { } named && named.Value != receipt.SessionId);
        return receipt.IsDuplicate && isAnother
            ? throw new ConflictException(
                $"The idempotency key '{message.IdempotencyKey}' belongs to another message to agent '{agentId}'.")
            : receipt;
    }
}

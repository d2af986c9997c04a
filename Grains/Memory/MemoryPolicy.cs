using Sanctum.Access;
using Sanctum.Approvals;
using Sanctum.Audit;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Policies;

namespace Sanctum.Memory;

/// <summary>
/// Asks the policies before an agent's memory is changed, and puts what they refuse the agent itself into the audit log. What
/// others are refused is audited where they ask.
/// </summary>
internal sealed class MemoryPolicy(ApprovalGate approvals, AuditStore audit, TimeProvider clock)
{
    /// <param name="agent">Whose memory.</param>
    /// <param name="act">The change.</param>
    /// <param name="editId">What makes it the same change when the agent tries it again; null where nothing does.</param>
    /// <param name="subject">What is changed, as people read it; null for a block of the agent.</param>
    /// <exception cref="PolicyDeniedException">The change is refused.</exception>
    /// <exception cref="ApprovalRequiredException">A person must allow it first.</exception>
    public async Task Check(GrainKey agent, MemoryAct act, string? editId = null, string? subject = null)
    {
        var isOwn = act.Actor == agent.Name;
        subject ??= $"agent/{agent.Name}/memory/{act.Label}";
        try
        {
            // Others send the change again, under another id or the same.
            await approvals.Check(
                PolicyRequest.MemoryWrite(agent, act),
                new ApprovalAct(
                    subject, isOwn ? editId : null,
                    isOwn ? $"agent/{agent.Name}" : Principal.Current?.Actor ?? act.Actor));
        }
        catch (PolicyDeniedException denied) when (isOwn)
        {
            await Record(agent, subject, denied);
            throw;
        }
    }

    /// <summary>Refuses an act of an agent that its right to a shared block does not cover.</summary>
    /// <exception cref="PolicyDeniedException">Always.</exception>
    public async Task Refuse(GrainKey agent, string subject, string reason)
    {
        var denied = new PolicyDeniedException(PolicyActions.MemoryWrite, reason);
        await Record(agent, subject, denied);
        throw denied;
    }

    private Task Record(GrainKey agent, string subject, PolicyDeniedException denied) => audit.Add(
        agent.Tenant,
        DeniedActAudit.Entry(
            clock.GetUtcNow(), $"agent/{agent.Name}", AuditActions.MemoryWrite, subject, denied.Message),
        CancellationToken.None);
}

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
    /// <exception cref="PolicyDeniedException">The change is refused.</exception>
    /// <exception cref="ApprovalRequiredException">A person must allow it first.</exception>
    public async Task Check(GrainKey agent, MemoryAct act, string? editId = null)
    {
        var isOwn = act.Actor == agent.Name;
        var subject = $"agent/{agent.Name}/memory/{act.Label}";
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
            var entry = DeniedActAudit.Entry(
                clock.GetUtcNow(), $"agent/{agent.Name}", AuditActions.MemoryWrite, subject, denied.Message);
            await audit.Add(agent.Tenant, entry, CancellationToken.None);
            throw;
        }
    }
}

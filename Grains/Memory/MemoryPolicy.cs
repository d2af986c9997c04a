using Sanctum.Audit;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Policies;

namespace Sanctum.Memory;

/// <summary>
/// Asks the policies before an agent's memory is changed, and puts what they refuse the agent itself into the audit log. What
/// others are refused is audited where they ask.
/// </summary>
internal sealed class MemoryPolicy(PolicyEngine policies, AuditStore audit, TimeProvider clock)
{
    /// <exception cref="PolicyDeniedException">The change is refused.</exception>
    public async Task Check(GrainKey agent, MemoryAct act)
    {
        try
        {
            await policies.Check(PolicyRequest.MemoryWrite(agent, act));
        }
        catch (PolicyDeniedException denied) when (act.Actor == agent.Name)
        {
            var entry = DeniedActAudit.Entry(
                clock.GetUtcNow(), $"agent/{agent.Name}", AuditActions.MemoryWrite, $"agent/{agent.Name}/memory/{act.Label}",
                denied.Message);
            await audit.Add(agent.Tenant, entry, CancellationToken.None);
            throw;
        }
    }
}

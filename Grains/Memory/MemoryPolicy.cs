using Sanctum.Audit;
using Sanctum.Errors;
using Sanctum.Identity;
using Sanctum.Policies;

namespace Sanctum.Memory;

/// <summary>Asks the policies before an agent's memory is changed, and puts what they refuse into the audit log.</summary>
internal sealed class MemoryPolicy(PolicyEngine policies, AuditStore audit, TimeProvider clock)
{
    /// <exception cref="PolicyDeniedException">The change is refused.</exception>
    public async Task Check(GrainKey agent, MemoryAct act)
    {
        try
        {
            await policies.Check(PolicyRequest.MemoryWrite(agent, act));
        }
        catch (PolicyDeniedException denied)
        {
            // An agent writes as itself; others name their kind.
            var actor = act.Actor.Contains('/', StringComparison.Ordinal) ? act.Actor : $"agent/{act.Actor}";
            var entry = DeniedActAudit.Entry(
                clock.GetUtcNow(), actor, AuditActions.MemoryWrite, $"agent/{agent.Name}/memory/{act.Label}", denied.Message);
            await audit.Add(agent.Tenant, entry, CancellationToken.None);
            throw;
        }
    }
}

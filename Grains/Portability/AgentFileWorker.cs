using Orleans.Concurrency;
using Sanctum.Errors;
using Sanctum.Identity;

namespace Sanctum.Portability;

/// <summary>Creates agents from files.</summary>
/// <remarks>
/// Invariant: agent, memory and sessions are written by one statement, so an import that is refused, fails or is killed leaves
/// nothing.
/// What follows the commit is best effort. Meter: <see cref="PortabilityMeter"/>. Events: 1864, 1865, 1867 and 2580.
/// </remarks>
[StatelessWorker, GrainType("agentfileworker")]
internal sealed class AgentFileWorker(AgentImporter importer, PortabilityMeter meter) : Grain, IAgentFileWorker
{
    public async Task<ImportedAgent> Import(AgentFileImport import)
    {
        try
        {
            var imported = await importer.Import(this.Key().Tenant, import, CancellationToken.None);
            meter.Imported(isDone: true);
            return imported;
        }
        catch (SanctumException)
        {
            meter.Imported(isDone: false);
            throw;
        }
    }
}

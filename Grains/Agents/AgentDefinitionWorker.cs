using Orleans.Concurrency;

namespace Sanctum.Agents;

[StatelessWorker, GrainType("agentdefinitionworker")]
internal sealed class AgentDefinitionWorker : Grain, IAgentDefinitionWorker
{
    public Task<AgentDefinition> Read(string document) => Task.FromResult(AgentDefinitionReader.Read(document));

    public Task<AgentDefinition> Merge(AgentDefinition current, string patch) =>
        Task.FromResult(AgentDefinitionPatch.Apply(current, patch));
}

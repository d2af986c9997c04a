using Sanctum.Calls;

namespace Sanctum.Agents;

/// <summary>Reads agent definitions, so that every edge refuses the same mistakes with the same words.</summary>
[Alias("sanctum.IAgentDefinitionWorker")]
public interface IAgentDefinitionWorker : IGrainWithStringKey
{
    /// <summary>Reads a whole definition from YAML or JSON (JSON is YAML); the root <c>agent:</c> may be left out.</summary>
    /// <exception cref="Errors.InvalidRequestException">Every wrong field, each with its line.</exception>
    [Idempotent, Alias("Read")]
    Task<AgentDefinition> Read(string document);

    /// <summary>Applies a JSON merge patch (RFC 7396), as JSON or YAML, to a definition.</summary>
    /// <exception cref="Errors.InvalidRequestException">The patch or its outcome breaks a rule.</exception>
    [Idempotent, Alias("Merge")]
    Task<AgentDefinition> Merge(AgentDefinition current, string patch);
}

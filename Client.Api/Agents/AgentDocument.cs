using Sanctum.Requests;

namespace Sanctum.Agents;

/// <summary>The media types of a body that carries an agent definition, or a patch of one.</summary>
internal static class AgentDocument
{
    public static readonly string[] DefinitionTypes = DocumentBody.YamlTypes;
    public static readonly string[] PatchTypes = ["application/merge-patch+json", .. DocumentBody.YamlTypes];
}

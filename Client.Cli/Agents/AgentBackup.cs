using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Sanctum.Commands;
using Sanctum.Connection;

namespace Sanctum.Agents;

/// <summary>An agent in a file: its definition, and the core memory that its model sees.</summary>
/// <param name="Definition">As <c>agents show --json</c> has it.</param>
/// <param name="Memory">The blocks.</param>
internal sealed record AgentBackup(
    [property: JsonRequired] JsonObject Definition, [property: JsonRequired] AgentBackup.Block[] Memory)
{
    /// <exception cref="ProblemException">The document is no backup.</exception>
    public static AgentBackup Parse(Document document)
    {
        try
        {
            var backup = JsonSerializer.Deserialize<AgentBackup>(document.Text, Wire.Options);
            return backup is { Definition: not null, Memory: not null }
                && backup.Memory.All(block => block is { Label: not null, Value: not null })
                ? backup
                : throw ProblemException.Usage($"{document.Name} is not a backup of an agent.");
        }
        catch (JsonException e)
        {
            throw ProblemException.Usage($"{document.Name} is not a backup of an agent (line {e.LineNumber + 1}).");
        }
    }

    public string ToJson() => JsonSerializer.Serialize(this, Wire.Options);

    /// <summary>A block of core memory.</summary>
    internal sealed record Block(
        [property: JsonRequired] string Label,
        [property: JsonRequired] string Value,
        string? Description = null,
        int? Limit = null);
}

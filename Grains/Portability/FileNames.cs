using System.Collections.Immutable;
using Sanctum.Agents;
using Sanctum.Errors;
using Sanctum.Memory;

namespace Sanctum.Portability;

/// <summary>
/// Gives the agent of a file another name. Labels that follow from the name change with it: those that the definition makes by
/// <c>{agent_name}</c>, and those of temporal blocks. Texts stay as they are.
/// </summary>
internal static class FileNames
{
    /// <exception cref="InvalidRequestException">The name breaks a rule, or two blocks would have one label.</exception>
    public static (AgentDefinition Definition, ImmutableArray<FileBlock> Blocks) Apply(
        AgentDefinition definition, string? name, FileBlock[] blocks, DateTimeOffset now)
    {
        if (name is null || name == definition.Name)
            return (definition, [.. blocks]);
        var renamed = definition with { Name = name };
        AgentDefinitionRules.Check(renamed);
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, block) in definition.MemoryBlocks)
        {
            var field = $"definition.memory_blocks.{key}.label";
            labels[AgentTemplate.Fill(block.Label, field, definition, now)] = AgentTemplate.Fill(
                block.Label, field, renamed, now);
        }
        ImmutableArray<FileBlock> relabelled = [.. blocks.Select(block => block with { Label = LabelOf(block.Label) })];
        if (relabelled.Select(block => block.Label).Distinct(StringComparer.Ordinal).Count() < relabelled.Length)
            throw new InvalidRequestException("as", $"'{name}' would give two blocks the same label.");
        return (renamed, relabelled);

        string LabelOf(string label) => labels.TryGetValue(label, out var known) ? known
            : TemporalLabels.IsOne(definition.Name, label) ? $"{name}{label[definition.Name.Length..]}"
            : label;
    }
}

using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Sanctum.Agents;
using Sanctum.Memory;

namespace Sanctum.Models;

/// <summary>The system message: who the agent is, and its core memory with what is left of each block's limit.</summary>
internal static class InstructionRenderer
{
    public static string Render(AgentDefinition agent, ImmutableArray<MemoryBlock> blocks, DateTimeOffset now)
    {
        var text = new StringBuilder(1_024);
        text.Append(CultureInfo.InvariantCulture, $"You are {agent.DisplayName}. {agent.Personality.CoreIdentity}\n");
        AppendLine(text, "You work towards: ", agent.Personality.DevelopmentDirective);
        AppendLine(text, "Style: ", agent.Personality.CommunicationStyle);
        AppendLine(text, "Tone: ", agent.Personality.Tone);
        text.Append(CultureInfo.InvariantCulture, $"It is {now:yyyy-MM-dd HH:mm} UTC.\n");
        if (!blocks.IsDefaultOrEmpty)
            text.Append("\nYour core memory, which you can change with the memory tools:\n");
        foreach (var block in blocks)
            AppendBlock(text, block);
        return text.ToString();
    }

    private static void AppendLine(StringBuilder text, string head, string value)
    {
        if (value.Length > 0)
            text.Append(head).Append(value).Append('\n');
    }

    private static void AppendBlock(StringBuilder text, MemoryBlock block) => text
        .Append(
            CultureInfo.InvariantCulture,
            $"<block label=\"{block.Label}\" characters=\"{block.Value.Length}\" limit=\"{block.Limit}\"")
        .Append(block.Description.Length > 0 ? $" description=\"{block.Description}\"" : "")
        .Append(">\n").Append(block.Value).Append("\n</block>\n");
}

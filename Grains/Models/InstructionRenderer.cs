using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Sanctum.Agents;
using Sanctum.Memory;
using Sanctum.Trust;

namespace Sanctum.Models;

/// <summary>
/// The system message, part by part: who the agent is, and its core memory with what is left of each block's limit.
/// </summary>
internal static class InstructionRenderer
{
    public static ImmutableArray<InstructionPart> Render(
        AgentDefinition agent, ImmutableArray<MemoryBlock> blocks, DateTimeOffset now)
    {
        var text = new StringBuilder(1_024);
        text.Append(CultureInfo.InvariantCulture, $"You are {agent.DisplayName}. {agent.Personality.CoreIdentity}\n");
        AppendLine(text, "You work towards: ", agent.Personality.DevelopmentDirective);
        AppendLine(text, "Style: ", agent.Personality.CommunicationStyle);
        AppendLine(text, "Tone: ", agent.Personality.Tone);
        text.Append(CultureInfo.InvariantCulture, $"It is {now:yyyy-MM-dd HH:mm} UTC.\n");
        if (blocks.IsDefaultOrEmpty)
            return [new InstructionPart(Block: null, text.ToString())];
        text.Append("\nYour core memory, which you can change with the memory tools:\n");
        return
        [
            new InstructionPart(Block: null, text.ToString()),
            .. blocks.Select(block => new InstructionPart(block.Label, Render(block)) { Trust = block.Trust }),
        ];
    }

    private static void AppendLine(StringBuilder text, string head, string value)
    {
        if (value.Length > 0)
            text.Append(head).Append(value).Append('\n');
    }

    private static string Render(MemoryBlock block) => new StringBuilder(block.Value.Length + 128)
        .Append(
            CultureInfo.InvariantCulture,
            $"<block label=\"{block.Label}\" characters=\"{block.Value.Length}\" limit=\"{block.Limit}\"")
        .Append(block.Right is { } right ? SharedAs(right, block.Version) : "")
        .Append(block.Description.Length > 0 ? $" description=\"{block.Description}\"" : "")
        .Append(">\n").Append(block.Value).Append("\n</block>\n").ToString();

    // A write of a shared block must name the version that the model saw.
    private static string SharedAs(BlockRight right, int version) =>
        string.Create(CultureInfo.InvariantCulture, $" shared=\"{right.ToString().ToLowerInvariant()}\" version=\"{version}\"");
}

/// <summary>A part of the system message.</summary>
/// <param name="Block">The block that it shows; null for what the agent is.</param>
/// <param name="Text">The text.</param>
internal sealed record InstructionPart(string? Block, string Text)
{
    /// <summary>How far it is trusted.</summary>
    public TrustLevel Trust { get; init; }
}

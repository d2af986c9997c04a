using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace Sanctum.Models.Local;

/// <summary>What the local model makes of the messages: who it is, what it remembers, what was said last.</summary>
/// <param name="Name">The agent's name.</param>
/// <param name="Identity">The agent's description of itself.</param>
/// <param name="Blocks">Core memory: label and text.</param>
/// <param name="Question">The newest words of the person.</param>
/// <param name="ToolResults">Results that came in since then, oldest first.</param>
/// <param name="Characters">How much there was to read.</param>
internal sealed partial record LocalConversation(
    string Name, string Identity, IReadOnlyList<(string Label, string Text)> Blocks, string Question,
    IReadOnlyList<string> ToolResults, int Characters)
{
    public static LocalConversation Read(IEnumerable<ChatMessage> messages)
    {
        var all = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var instructions = all.FirstOrDefault(message => message.Role == ChatRole.System)?.Text ?? "";
        var asked = all.Count - 1;
        while (asked >= 0 && all[asked].Role != ChatRole.User)
            asked--;
        var results = all.Skip(asked + 1).SelectMany(message => message.Contents).OfType<FunctionResultContent>().Select(
            result => result.Result?.ToString() ?? "");
        var (name, identity) = ReadIdentity(instructions);
        return new LocalConversation(
            name, identity, ReadBlocks(instructions),
            asked < 0 ? "" : all[asked].Text, [.. results], all.Sum(message => message.Text.Length));
    }

    private static (string Name, string Identity) ReadIdentity(string instructions)
    {
        var match = IdentityPattern().Match(instructions);
        return match.Success ? (match.Groups[1].Value, match.Groups[2].Value) : ("an agent", "");
    }

    [GeneratedRegex(@"^You are (.+?)\. (.*)$", RegexOptions.Multiline, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex IdentityPattern();

    // Each part of the instructions is looked at once, whatever people made the agent remember.
    private static List<(string Label, string Text)> ReadBlocks(string instructions)
    {
        const string Opening = "<block label=\"", Closing = "\n</block>";
        var blocks = new List<(string, string)>();
        for (var at = 0; (at = instructions.IndexOf(Opening, at, StringComparison.Ordinal)) >= 0;)
        {
            var label = at + Opening.Length;
            var endOfLabel = instructions.IndexOf('"', label);
            var text = endOfLabel < 0 ? -1 : instructions.IndexOf(">\n", endOfLabel, StringComparison.Ordinal);
            var end = text < 0 ? -1 : instructions.IndexOf(Closing, text + 1, StringComparison.Ordinal);
            if (end < 0)
                break;
            blocks.Add((instructions[label..endOfLabel], end <= text + 2 ? "" : instructions[(text + 2)..end].Trim()));
            at = end + Closing.Length;
        }
        return blocks;
    }
}

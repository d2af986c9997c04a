using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace Sanctum.Models.Local;

/// <summary>What the local model makes of the messages: who it is, what it remembers, what was said last.</summary>
/// <param name="Name">The agent's name.</param>
/// <param name="Identity">The agent's description of itself.</param>
/// <param name="Blocks">Core memory: label and text.</param>
/// <param name="Passages">Recalled passages of archival memory: source and text.</param>
/// <param name="Question">The newest words of the person.</param>
/// <param name="ToolResults">Results that came in since then, oldest first.</param>
/// <param name="Characters">How much there was to read.</param>
internal sealed partial record LocalConversation(
    string Name, string Identity, IReadOnlyList<(string Label, string Text)> Blocks,
    IReadOnlyList<(string Source, string Text)> Passages, string Question, IReadOnlyList<string> ToolResults, int Characters)
{
    private const string Passage = "<passage source=\"";

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
            name, identity, ReadParts(instructions, "<block label=\"", "\n</block>"),
            ReadParts(RecalledIn(all, asked), Passage, "\n</passage>"),
            asked < 0 ? "" : all[asked].Text, [.. results], all.Sum(message => message.Text.Length));
    }

    private static (string Name, string Identity) ReadIdentity(string instructions)
    {
        var match = IdentityPattern().Match(instructions);
        return match.Success ? (match.Groups[1].Value, match.Groups[2].Value) : ("an agent", "");
    }

    [GeneratedRegex(@"^You are (.+?)\. (.*)$", RegexOptions.Multiline, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex IdentityPattern();

    // What was recalled precedes what was said.
    private static string RecalledIn(IReadOnlyList<ChatMessage> messages, int asked) => messages.Take(Math.Max(asked, 0))
        .FirstOrDefault(message => message.Role == ChatRole.User
            && message.Text.Contains(Passage, StringComparison.Ordinal))?.Text ?? "";

    // Each part of the text is looked at once, whatever people made the agent remember.
    private static List<(string Name, string Text)> ReadParts(string text, string opening, string closing)
    {
        var parts = new List<(string, string)>();
        for (var at = 0; (at = text.IndexOf(opening, at, StringComparison.Ordinal)) >= 0;)
        {
            var name = at + opening.Length;
            var endOfName = text.IndexOf('"', name);
            var content = endOfName < 0 ? -1 : text.IndexOf(">\n", endOfName, StringComparison.Ordinal);
            var end = content < 0 ? -1 : text.IndexOf(closing, content + 1, StringComparison.Ordinal);
            if (end < 0)
                break;
            parts.Add((text[name..endOfName], end <= content + 2 ? "" : text[(content + 2)..end].Trim()));
            at = end + closing.Length;
        }
        return parts;
    }
}

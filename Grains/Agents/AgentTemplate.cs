using System.Globalization;
using System.Text;
using Sanctum.Errors;

namespace Sanctum.Agents;

/// <summary>
/// Fills the placeholders of an agent's texts: <c>{agent_name}</c>, <c>{date}</c> and the rest; <c>{{</c> is a brace.
/// </summary>
internal static class AgentTemplate
{
    private static readonly Dictionary<string, Func<AgentDefinition, DateTimeOffset, string>> Placeholders = new(
        StringComparer.Ordinal)
    {
        ["agent_name"] = (agent, _) => agent.Name,
        ["display_name"] = (agent, _) => agent.DisplayName,
        ["description"] = (agent, _) => agent.Description,
        ["personality.core_identity"] = (agent, _) => agent.Personality.CoreIdentity,
        ["personality.development_directive"] = (agent, _) => agent.Personality.DevelopmentDirective,
        ["personality.communication_style"] = (agent, _) => agent.Personality.CommunicationStyle,
        ["personality.tone"] = (agent, _) => agent.Personality.Tone,
        ["capabilities.model"] = (agent, _) => agent.Capabilities.Model,
        ["timestamp"] = (_, now) => now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ["date"] = (_, now) => now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    };

    /// <summary>The text with every placeholder replaced, once: what is filled in is not looked at again.</summary>
    /// <exception cref="InvalidRequestException">A placeholder is not known, or a brace is left open.</exception>
    public static string Fill(string text, string field, AgentDefinition agent, DateTimeOffset now)
    {
        if (text.AsSpan().IndexOfAny('{', '}') < 0)
            return text;
        var filled = new StringBuilder(text.Length + 64);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is not ('{' or '}'))
            {
                filled.Append(text[i]);
            }
            else if (i + 1 < text.Length && text[i + 1] == text[i])
            {
                filled.Append(text[i++]);
            }
            else if (text[i] == '{' && text.IndexOf('}', i) is > 0 and var end)
            {
                filled.Append(ValueOf(text[(i + 1)..end], field)(agent, now));
                i = end;
            }
            else
            {
                throw new InvalidRequestException(
                    field,
                    $"has a '{text[i]}' at character {i + 1} that belongs to no " +
                    $"placeholder; write '{text[i]}{text[i]}' for the brace itself.");
            }
        }
        return filled.ToString();
    }

    private static Func<AgentDefinition, DateTimeOffset, string> ValueOf(string name, string field) =>
        Placeholders.GetValueOrDefault(name) ?? throw new InvalidRequestException(
            field,
            $"has the unknown placeholder '{{{name}}}'; there are: " +
            $"{string.Join(", ", Placeholders.Keys.Select(known => $"{{{known}}}"))}.");
}

using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace Sanctum.Models.Local;

/// <summary>Sees from the words which tool a person wants, if the agent has it.</summary>
internal static partial class ToolIntent
{
    public static FunctionCallContent? Find(LocalConversation conversation, IList<AITool>? offered)
    {
        if (conversation.ToolResults.Count > 0 || offered is not { Count: > 0 })
            return null;
        var text = conversation.Question;
        bool Has(string tool) => offered.Any(offer => offer.Name == tool);

        if (Has("memory_append") && RememberPattern().Match(text) is { Success: true } remember
            && Notebook(conversation) is { } label)
            return Call("memory_append", ("label", label), ("text", remember.Groups[1].Value.Trim()));
        if (Has("fetch_webpage") && UrlPattern().Match(text) is { Success: true } url)
            return Call("fetch_webpage", ("url", url.Value));
        if (Has("calculate") && Arithmetic.Find(text) is { } sum)
            return Call("calculate", ("expression", sum));
        if (Has("current_time") && TimePattern().IsMatch(text))
            return Call("current_time");
        return null;
    }

    // Facts about people go where the agent keeps them; else to whatever block there is last.
    private static string? Notebook(LocalConversation conversation) =>
        conversation.Blocks.Select(block => block.Label).FirstOrDefault(
            label => label.Contains("humans", StringComparison.OrdinalIgnoreCase))
        ?? conversation.Blocks.Select(block => block.Label).LastOrDefault();

    private static FunctionCallContent Call(string tool, params (string Name, string Value)[] arguments) =>
        new("local", tool, arguments.ToDictionary(argument => argument.Name, object? (argument) => argument.Value));

    [GeneratedRegex(@"^\s*(?:please\s+)?(?:remember(?:\s+that)?|note:)\s+(.+)$",
        RegexOptions.IgnoreCase | RegexOptions.Singleline, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex RememberPattern();

    [GeneratedRegex(@"https?://\S+", RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex UrlPattern();

    [GeneratedRegex(@"\b(?:what(?:'s| is)? (?:the )?(?:time|date)|what time|current time|today's date)\b",
        RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex TimePattern();
}

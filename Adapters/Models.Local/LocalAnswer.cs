namespace Sanctum.Models.Local;

/// <summary>
/// What the local model says: a tool's result, a courtesy, what memory knows about the question, or that it knows nothing.
/// </summary>
internal static class LocalAnswer
{
    private static readonly string[] Greetings = ["hi", "hello", "hey", "good morning", "good evening", "good afternoon"];
    private static readonly string[] Thanks = ["thanks", "thank you", "cheers"];
    private static readonly string[] WhoAreYou =
        ["who are you", "what are you", "introduce yourself", "what do you do", "your name"];

    public static string Compose(LocalConversation conversation)
    {
        if (conversation.ToolResults.Count > 0)
            return string.Join("\n", conversation.ToolResults);
        var question = conversation.Question.Trim();
        if (StartsWithAny(question, Greetings))
            return $"Hello! I am {conversation.Name}. What can I do for you?";
        if (StartsWithAny(question, Thanks))
            return "You are welcome.";
        if (WhoAreYou.Any(phrase => question.Contains(phrase, StringComparison.OrdinalIgnoreCase)))
            return $"I am {conversation.Name}. {conversation.Identity}".TrimEnd();
        return MemorySearch.Best(question, Memories(conversation)) is { } found
            ? $"{found.Sentence} ({found.Origin})"
            : $"I have noted what you said: \"{Shorten(question)}\". My memory holds nothing about it yet; tell me \"remember " +
                "that …\" and it will.";
    }

    private static List<(string Origin, string Text)> Memories(LocalConversation conversation) =>
    [
        .. conversation.Blocks.Select(block => ($"from my memory block \"{block.Label}\"", block.Text)),
        .. conversation.Passages.Select(passage => (OriginOf(passage.Source), passage.Text)),
    ];

    private static string OriginOf(string source) =>
        source.Length == 0 ? "from my archival memory" : $"from my archival memory, {source}";

    private static bool StartsWithAny(string text, string[] phrases) => phrases.Any(phrase =>
        text.StartsWith(phrase, StringComparison.OrdinalIgnoreCase)
            && (text.Length == phrase.Length || !char.IsLetterOrDigit(text[phrase.Length])));

    private static string Shorten(string text)
    {
        const int Most = 200;
        return text.Length <= Most ? text : string.Concat(text.AsSpan(0, Most), "…");
    }
}

namespace Sanctum.Models.Local;

/// <summary>Finds the sentence of memory that shares the most telling words with a question.</summary>
internal static class MemorySearch
{
    private const int MinWordLength = 3;

    private static readonly HashSet<string> StopWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "the", "and", "for", "are", "was", "you", "your", "what", "who", "how", "when", "where", "why", "which", "does", "did",
        "can", "could",
        "would", "with", "that", "this", "about", "have", "has", "had", "not", "from", "tell", "know", "please", "any", "all",
        "there", "their",
    };

    /// <summary>The best sentence and where it is from, or null where no word is shared.</summary>
    public static (string Origin, string Sentence)? Best(string question, IReadOnlyList<(string Origin, string Text)> memories)
    {
        var wanted = Words(question);
        if (wanted.Count == 0)
            return null;
        (string Origin, string Sentence)? best = null;
        var bestScore = 0.0;
        foreach (var (origin, text) in memories)
        {
            foreach (var sentence in Sentences(text))
            {
                var words = Words(sentence);
                var shared = words.Count(wanted.Contains);
                // Of two sentences with the same words in common the shorter says more about them.
                var score = shared == 0 ? 0 : shared + shared / (double)(words.Count + 1);
                if (score > bestScore)
                    (bestScore, best) = (score, (origin, sentence));
            }
        }
        return best;
    }

    private static HashSet<string> Words(string text)
    {
        var words = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var inWord = i < text.Length && char.IsLetterOrDigit(text[i]);
            if (inWord && start < 0)
                start = i;
            if (inWord || start < 0)
                continue;
            if (i - start >= MinWordLength && text[start..i] is var word && !StopWords.Contains(word))
                words.Add(word);
            start = -1;
        }
        return words;
    }

    private static IEnumerable<string> Sentences(string text) =>
        text.Split(['\n', '.', '!', '?'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(
            sentence => $"{sentence}.");
}

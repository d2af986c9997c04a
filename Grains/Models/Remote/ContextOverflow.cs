using System.Globalization;
using System.Text.RegularExpressions;

namespace Sanctum.Models.Remote;

/// <summary>A request was refused because it is longer than the model reads.</summary>
/// <param name="limit">How many tokens the model reads, where the refusal says so.</param>
/// <param name="sent">How many it was sent, where the refusal says so.</param>
internal sealed partial class ContextOverflow(long? limit, long? sent) : Exception("The request is longer than the model reads.")
{
    public long? LimitTokens { get; } = limit;

    public long? SentTokens { get; } = sent;

    /// <summary>Reads a provider's refusal; null if it is another.</summary>
    /// <param name="message">The reason, in the provider's words.</param>
    /// <param name="kind">What the provider calls it.</param>
    public static ContextOverflow? Find(string message, string kind = "")
    {
        if (!Words().IsMatch(kind) && !Words().IsMatch(message))
            return null;
        return new ContextOverflow(NumberIn(Limit().Match(message)), NumberIn(Sent().Match(message)));
    }

    private static long? NumberIn(Match match)
    {
        var group = match.Groups.Cast<Group>().Skip(1).FirstOrDefault(group => group.Success);
        var text = group?.Value.Replace(",", "", StringComparison.Ordinal);
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
    }

    // The words of OpenAI, vLLM, llama.cpp, Ollama, Anthropic, Gemini, Mistral, DeepSeek, Cohere and Bedrock.
    [GeneratedRegex(
        "context[ _](length|size|window)|maximum context|prompt is too long|input is too long|too many (input )?tokens|" +
        "tokens? limit exceeded|input token count|exceeds? the (maximum|available) (context|number of (input )?tokens)|" +
        "reduce the length of|prompt contains [0-9]+ tokens|too large for model with [0-9]+ maximum context",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Words();

    [GeneratedRegex(
        @"maximum context (?:length|size)[^\d]{0,20}([\d,]{3,12})|context (?:size|length|window)[^\d]{0,20}([\d,]{3,12})|" +
        @"> ([\d,]{3,12}) maximum|tokens allowed[^\d]{0,20}([\d,]{3,12})|with ([\d,]{3,12}) maximum context|" +
        @"n_ctx[^\d]{0,10}([\d,]{3,12})|limit (?:of|is)[^\d]{0,10}([\d,]{3,12})",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Limit();

    [GeneratedRegex(
        @"(?:resulted in|requested|contains(?: at least)?|you passed|is too long:|token count(?: of)?|prompt_tokens) " +
        @"\(?([\d,]{3,12})|\(([\d,]{3,12}) tokens?\)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Sent();
}

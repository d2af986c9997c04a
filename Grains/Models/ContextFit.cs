using Microsoft.Extensions.AI;
using Sanctum.Storage;

namespace Sanctum.Models;

/// <summary>
/// Leaves out of a conversation what a model has no room for: first what was recalled for it; of earlier exchanges those that
/// fill it alone, then the oldest; of the present one only the length of tool results. An exchange is a person's message with all
/// that follows it.
/// </summary>
internal static class ContextFit
{
    private const int Overhead = 16;
    private const int MinResultCharacters = 500;
    private const int MinTextCharacters = 500;
    private const string Cut = "\n[cut: the model has no room for more]";

    /// <summary>The id of messages behind the instructions that stay as these do.</summary>
    public const string PinnedId = "summary";

    /// <summary>The id of messages behind the instructions that are left out before all others.</summary>
    public const string RecalledId = "recalled";

    /// <summary>How many characters a request has for its messages.</summary>
    public static long SizeOf(IEnumerable<ChatMessage> messages) => messages.Sum(SizeOf);

    /// <summary>The messages, as many as fit; the instructions and the present exchange always stay.</summary>
    /// <param name="messages">The instructions, then the conversation.</param>
    /// <param name="limit">How many characters fit.</param>
    /// <param name="cutsTexts">Whether instructions and the newest message are cut at their ends, where nothing else helps.
    /// </param>
    public static IReadOnlyList<ChatMessage> Shorten(IReadOnlyList<ChatMessage> messages, long limit, bool cutsTexts = false)
    {
        var left = SizeOf(messages) - limit;
        if (left <= 0)
            return messages;
        if (messages.Any(IsRecalled))
            return Shorten([.. messages.Where(message => !IsRecalled(message))], limit, cutsTexts);
        var exchanges = Split(messages);
        var earlier = exchanges.SkipLast(1).ToList();
        var large = earlier.Where(exchange => exchange.Size > limit / 2).OrderByDescending(exchange => exchange.Size);
        foreach (var exchange in large.Concat(earlier).Distinct().TakeWhile(_ => left > 0))
        {
            exchange.IsLeftOut = true;
            left -= exchange.Size;
        }
        var kept = messages.TakeWhile(IsFixed)
            .Concat(exchanges.Where(exchange => !exchange.IsLeftOut).SelectMany(exchange => exchange.Messages)).ToList();
        if (left > 0)
            kept = ShortenResults(kept, limit);
        return cutsTexts ? ShortenTexts(kept, limit) : kept;
    }

    // The instructions keep half of the room where they fill more than that. What a person says keeps what is left.
    private static List<ChatMessage> ShortenTexts(List<ChatMessage> messages, long limit)
    {
        foreach (var (role, share) in ((ChatRole, long)[])[(ChatRole.System, limit / 2), (ChatRole.User, 0)])
        {
            var excess = SizeOf(messages) - limit;
            var at = messages.FindLastIndex(message => message.Role == role);
            if (excess <= 0 || at < 0)
                continue;
            var text = messages[at].Text;
            var max = (int)Math.Max(Math.Max(share, MinTextCharacters), text.Length - excess - Cut.Length);
            if (text.Length > max)
                messages[at] = new ChatMessage(role, StorableText.Cut(text, max, Cut))
                {
                    AuthorName = messages[at].AuthorName,
                    MessageId = messages[at].MessageId,
                };
        }
        return messages;
    }

    private static List<ChatMessage> ShortenResults(List<ChatMessage> messages, long limit)
    {
        var results = messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Select(TextOf).ToList();
        var room = limit - (SizeOf(messages) - results.Sum(text => (long)text.Length));
        var max = (int)Math.Clamp(room / Math.Max(1, results.Count), MinResultCharacters, int.MaxValue);
        return [.. messages.Select(message => message.Contents.Any(content => IsLonger(content, max))
            ? new ChatMessage(message.Role, [.. message.Contents.Select(content => Shortened(content, max))])
            {
                MessageId = message.MessageId,
            }
            : message)];
    }

    private static AIContent Shortened(AIContent content, int max) =>
        content is FunctionResultContent result && IsLonger(content, max)
        ? new FunctionResultContent(result.CallId, StorableText.Cut(TextOf(result), Math.Max(0, max - Cut.Length), Cut))
        : content;

    private static bool IsLonger(AIContent content, int max) =>
        content is FunctionResultContent result && TextOf(result).Length > max;

    private static List<Exchanged> Split(IReadOnlyList<ChatMessage> messages)
    {
        var exchanges = new List<Exchanged>();
        foreach (var message in messages.SkipWhile(IsFixed))
        {
            if (message.Role == ChatRole.User || exchanges.Count == 0)
                exchanges.Add(new Exchanged());
            exchanges[^1].Messages.Add(message);
        }
        return exchanges;
    }

    private static bool IsRecalled(ChatMessage message) => message.MessageId == RecalledId;

    private static bool IsFixed(ChatMessage message) => message.Role == ChatRole.System || message.MessageId == PinnedId;

    private static long SizeOf(ChatMessage message) => Overhead + message.Contents.Sum(content => content switch
    {
        TextContent text => text.Text.Length,
        FunctionResultContent result => TextOf(result).Length + Overhead,
        FunctionCallContent call => call.Name.Length + Overhead + SizeOf(call.Arguments),
        _ => 0L,
    });

    private static long SizeOf(IDictionary<string, object?>? arguments) =>
        arguments?.Sum(argument => argument.Key.Length + (argument.Value?.ToString()?.Length ?? 0L) + Overhead) ?? 0;

    private static string TextOf(FunctionResultContent result) => result.Result?.ToString() ?? "";

    private sealed class Exchanged
    {
        public List<ChatMessage> Messages { get; } = [];

        public bool IsLeftOut { get; set; }

        public long Size => SizeOf(Messages);
    }
}

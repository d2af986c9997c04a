using Microsoft.Extensions.AI;
using Sanctum.Storage;

namespace Sanctum.Models;

/// <summary>
/// Leaves out of a conversation what a model has no room for: of earlier exchanges first those that fill it alone, then the
/// oldest; of the present one only the length of tool results. An exchange is a person's message with all that follows it.
/// </summary>
internal static class ContextFit
{
    private const int Overhead = 16;
    private const int MinResultCharacters = 500;
    private const string Cut = "\n[cut: the model has no room for more]";

    /// <summary>How many characters a request has for its messages.</summary>
    public static long SizeOf(IEnumerable<ChatMessage> messages) => messages.Sum(SizeOf);

    /// <summary>The messages, as many as fit; the instructions and the present exchange always stay.</summary>
    public static IReadOnlyList<ChatMessage> Shorten(IReadOnlyList<ChatMessage> messages, long limit)
    {
        var left = SizeOf(messages) - limit;
        if (left <= 0)
            return messages;
        var exchanges = Split(messages);
        var earlier = exchanges.SkipLast(1).ToList();
        var large = earlier.Where(exchange => exchange.Size > limit / 2).OrderByDescending(exchange => exchange.Size);
        foreach (var exchange in large.Concat(earlier).Distinct().TakeWhile(_ => left > 0))
        {
            exchange.IsLeftOut = true;
            left -= exchange.Size;
        }
        var kept = messages.TakeWhile(message => message.Role == ChatRole.System)
            .Concat(exchanges.Where(exchange => !exchange.IsLeftOut).SelectMany(exchange => exchange.Messages)).ToList();
        return left > 0 ? ShortenResults(kept, limit) : kept;
    }

    private static List<ChatMessage> ShortenResults(List<ChatMessage> messages, long limit)
    {
        var results = messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Select(TextOf).ToList();
        var room = limit - (SizeOf(messages) - results.Sum(text => (long)text.Length));
        var max = (int)Math.Clamp(room / Math.Max(1, results.Count), MinResultCharacters, int.MaxValue);
        return [.. messages.Select(message => message.Contents.Any(content => IsLonger(content, max))
            ? new ChatMessage(message.Role, [.. message.Contents.Select(content => Shortened(content, max))])
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
        foreach (var message in messages.SkipWhile(message => message.Role == ChatRole.System))
        {
            if (message.Role == ChatRole.User || exchanges.Count == 0)
                exchanges.Add(new Exchanged());
            exchanges[^1].Messages.Add(message);
        }
        return exchanges;
    }

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

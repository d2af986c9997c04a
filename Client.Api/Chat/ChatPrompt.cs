using System.Text;
using Sanctum.Conversations;
using Sanctum.Errors;

namespace Sanctum.Chat;

/// <summary>
/// What of a chat completion's messages reaches the agent. The last user message is the new one. A session remembers what came
/// before, so the rest is used only where the session is new: then the latest of the earlier messages, at most
/// <see cref="MaxEarlierMessages"/> and <see cref="MaxEarlierCharacters"/> characters, are put before the new text.
/// </summary>
/// <param name="Text">The new message.</param>
/// <param name="Author">Who wrote it.</param>
/// <param name="Earlier">The messages before it, oldest first, each as one paragraph.</param>
/// <param name="Place">The new message's place in the request.</param>
internal sealed record ChatPrompt(string Text, string Author, IReadOnlyList<string> Earlier, int Place)
{
    public const int MaxEarlierMessages = 40;
    public const int MaxEarlierCharacters = 12_000;
    private const int MaxMessages = 2_048;
    private const string Heading = "[Earlier in this conversation]";
    private const string Divider = "[New message]";

    /// <exception cref="InvalidRequestException">There is no user message, or one cannot be read.</exception>
    public static ChatPrompt From(ChatRequest request)
    {
        var messages = request.Messages ?? [];
        if (messages.Count is 0 or > MaxMessages)
            throw new InvalidRequestException("messages", $"holds {messages.Count} messages; 1 to {MaxMessages} are allowed.");
        var last = LastOfUser(messages);
        var earlier = new List<string>();
        for (var i = 0; i < messages.Count; i++)
        {
            // Results of the caller's own tools mean nothing without the calls, which no agent made.
            if (i != last && messages[i].Role is not ("tool" or "function")
                && ChatMessageText.OfEarlier(messages[i]) is { Length: > 0 } text)
                earlier.Add($"{messages[i].Role}: {text}");
        }
        return new ChatPrompt(
            ChatMessageText.Of(messages[last], $"messages[{last}]"), messages[last].Name ?? "user", earlier, last);
    }

    /// <summary>The new message by itself.</summary>
    /// <exception cref="InvalidRequestException">It breaks a rule; its members are named as the caller wrote them.</exception>
    public IncomingMessage ToMessage(SessionId? session, string? keyInHeader)
    {
        try
        {
            return new MessageRequest(Text, session?.Value, Author).Check(keyInHeader);
        }
        catch (InvalidRequestException refused)
        {
            throw new InvalidRequestException([.. refused.Errors.Select(error => error with { Field = MemberOf(error.Field) })]);
        }
    }

    /// <summary>The new message with what came before it.</summary>
    public string TextWithEarlier()
    {
        var budget = Math.Min(
            MaxEarlierCharacters, MessageRequest.MaxTextCharacters - Text.Length - Heading.Length - Divider.Length - 8);
        var kept = new List<string>();
        foreach (var paragraph in Earlier.Reverse().Take(MaxEarlierMessages))
        {
            budget -= paragraph.Length + 2;
            if (budget < 0)
                break;
            kept.Add(paragraph);
        }
        if (kept.Count == 0)
            return Text;
        kept.Reverse();
        return new StringBuilder(Heading).Append("\n\n").AppendJoin("\n\n", kept).Append("\n\n").Append(Divider).Append("\n\n")
            .Append(Text).ToString();
    }

    private string MemberOf(string field) => field switch
    {
        "text" => $"messages[{Place}].content",
        "from" => $"messages[{Place}].name",
        _ => field,
    };

    private static int LastOfUser(IReadOnlyList<ChatRequestMessage> messages)
    {
        for (var i = messages.Count - 1; i >= 0; i--)
        {
            if (messages[i].Role == "user")
                return i;
        }
        throw new InvalidRequestException("messages", "holds no message whose role is user.");
    }
}

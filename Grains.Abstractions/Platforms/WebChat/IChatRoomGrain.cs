using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Calls;
using Sanctum.Errors;

namespace Sanctum.Platforms.WebChat;

/// <summary>
/// One conversation of one visitor, keyed as <see cref="ChatRoomKey"/>. The visitor is part of the key, so a
/// request of one visitor cannot name another's.
/// </summary>
[Alias("sanctum.IChatRoomGrain")]
public interface IChatRoomGrain : IGrainWithStringKey
{
    /// <summary>
    /// The visitor writes. It is answered when the message is rows; the same message id again is the same message.
    /// </summary>
    /// <exception cref="InvalidRequestException">The text or the id is empty or too long.</exception>
    /// <exception cref="NotFoundException">There is no such web chat.</exception>
    [Idempotent, Alias("Say")]
    Task<ChatMessage> Say(string visitorName, string messageId, string text);

    /// <summary>
    /// The visitor writes to somebody else than the agent, who does not get the message. The same message id again is the same
    /// message.
    /// </summary>
    /// <exception cref="InvalidRequestException">The text or the id is empty or too long.</exception>
    [Idempotent, Alias("Record")]
    Task<ChatMessage> Record(string messageId, string text);

    /// <summary>The agent writes. The same message id again is the same message.</summary>
    [Idempotent, Alias("Reply")]
    Task<ChatMessage> Reply(string messageId, string text);

    /// <summary>The agent is about to write; it fades by itself.</summary>
    [AlwaysInterleave, Alias("ShowTyping")]
    Task ShowTyping();

    /// <summary>
    /// What is behind <paramref name="after"/>; where there is nothing, it waits until there is, until the agent begins or ceases
    /// to write, or for 15 seconds.
    /// </summary>
    /// <param name="after">The sequence number of the last message that is known; 0 for the start.</param>
    /// <param name="knowsTyping">Whether it is known that the agent writes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    [AlwaysInterleave, ResponseTimeout("00:00:20"), Alias("Watch")]
    Task<ChatView> Watch(int after, bool knowsTyping, CancellationToken cancellationToken);

    /// <summary>What is behind <paramref name="after"/>, at once; at most 200.</summary>
    [AlwaysInterleave, ReadOnly, Alias("Read")]
    Task<ImmutableArray<ChatMessage>> Read(int after);
}

/// <summary>Which conversation of whom.</summary>
/// <param name="Tenant">Who owns the web chat.</param>
/// <param name="Account">The web chat.</param>
/// <param name="Visitor">The visitor.</param>
/// <param name="Conversation">The visitor's own id of the conversation.</param>
[GenerateSerializer, Immutable, Alias("sanctum.chat-room-key")]
public readonly record struct ChatRoomKey(
    [property: Id(0)] string Tenant, [property: Id(1)] string Account, [property: Id(2)] string Visitor,
    [property: Id(3)] string Conversation)
{
    /// <summary>Reads <c>{tenant}/{account}/{visitor}/{conversation}</c>.</summary>
    /// <exception cref="FormatException">It is not of that form.</exception>
    public static ChatRoomKey Parse(string key) => key.Split('/') is [var tenant, var account, var visitor, var conversation]
        ? new(tenant, account, visitor, conversation)
        : throw new FormatException($"'{key}' is not of the form tenant/account/visitor/conversation.");

    /// <summary>The key as the grain factory takes it.</summary>
    public override string ToString() => $"{Tenant}/{Account}/{Visitor}/{Conversation}";
}

/// <summary>A message.</summary>
/// <param name="Seq">Its place in the conversation, from 1.</param>
/// <param name="Id">The browser's id of it, or the idempotency key of a reply.</param>
/// <param name="IsReply">Whether the agent wrote it.</param>
/// <param name="Text">What it says.</param>
/// <param name="SentAt">UTC.</param>
[GenerateSerializer, Immutable, Alias("sanctum.chat-message")]
public sealed record ChatMessage(
    [property: Id(0)] int Seq, [property: Id(1)] string Id, [property: Id(2)] bool IsReply, [property: Id(3)] string Text,
    [property: Id(4)] DateTimeOffset SentAt);

/// <summary>What is new in a conversation.</summary>
/// <param name="Messages">In order.</param>
/// <param name="IsTyping">Whether the agent writes.</param>
[GenerateSerializer, Immutable, Alias("sanctum.chat-view")]
public sealed record ChatView([property: Id(0)] ImmutableArray<ChatMessage> Messages, [property: Id(1)] bool IsTyping);

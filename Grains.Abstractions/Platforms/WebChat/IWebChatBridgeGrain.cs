using System.Collections.Immutable;
using Orleans.Concurrency;
using Sanctum.Calls;
using Sanctum.Errors;

namespace Sanctum.Platforms.WebChat;

/// <summary>
/// The bridge of a web chat: sessions instead of visitors, and an inbox and an outbox for an outside program. Keyed
/// <c>{tenant}/{account}</c>. Every method refuses with <see cref="NotFoundException"/> where the account has no bridge.
/// </summary>
[Alias("sanctum.IWebChatBridgeGrain")]
public interface IWebChatBridgeGrain : IGrainWithStringKey
{
    /// <summary>How the bridge is set up.</summary>
    [Idempotent, AlwaysInterleave, ReadOnly, Alias("Describe")]
    Task<BridgeDescription> Describe();

    /// <summary>Changes what is given; null leaves a thing as it is.</summary>
    /// <exception cref="InvalidRequestException">A value breaks a rule.</exception>
    [Idempotent, AlwaysInterleave, Alias("Configure")]
    Task<BridgeDescription> Configure(BridgeAnswerer? answeredBy, int? sessionTimeoutSeconds);

    /// <summary>
    /// A visitor writes. It is answered when the message is rows; the same message id again is the same message.
    /// </summary>
    /// <exception cref="InvalidRequestException">The text is empty or too long.</exception>
    [Idempotent, AlwaysInterleave, Alias("Say")]
    Task<BridgeMessage> Say(string sessionId, string messageId, string text);

    /// <summary>An outside program answers. The same key again is the same message.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="key">The program's own key of the reply.</param>
    /// <param name="text">What it says.</param>
    /// <param name="answers">The message that it answers, where the program says so.</param>
    /// <exception cref="NotFoundException">Nothing was said in the session.</exception>
    [Idempotent, AlwaysInterleave, Alias("Reply")]
    Task<BridgeMessage> Reply(string sessionId, string key, string text, long? answers);

    /// <summary>Replies in a session, in order; at most 100. A session in which nothing was said has none.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="after">Only those with a greater id.</param>
    /// <param name="since">Only those written later.</param>
    [Idempotent, AlwaysInterleave, ReadOnly, Alias("ReadReplies")]
    Task<ImmutableArray<BridgeMessage>> ReadReplies(string sessionId, long after, DateTimeOffset? since);

    /// <summary>
    /// Visitors' messages in the order in which they were first read. With a cursor or a time: those behind it, each time.
    /// Without: those that nobody has read yet, once.
    /// </summary>
    /// <param name="after">The cursor of the last page, or null.</param>
    /// <param name="since">Only messages written later, or null.</param>
    /// <param name="limit">1 to 100.</param>
    [Alias("ReadInbox")]
    Task<BridgeInbox> ReadInbox(long? after, DateTimeOffset? since, int limit);

    /// <summary>Sessions, the latest first.</summary>
    /// <param name="activeOnly">Only those in which something was said within the timeout.</param>
    /// <param name="limit">1 to 100.</param>
    /// <param name="offset">How many to skip.</param>
    [Idempotent, AlwaysInterleave, ReadOnly, Alias("ListSessions")]
    Task<BridgeSessionPage> ListSessions(bool activeOnly, int limit, int offset);

    /// <summary>A session with the messages behind <paramref name="after"/>, in order; at most 200.</summary>
    /// <exception cref="NotFoundException">Nothing was said in it.</exception>
    [Idempotent, AlwaysInterleave, ReadOnly, Alias("ReadSession")]
    Task<BridgeTranscript> ReadSession(string sessionId, long after);

    /// <summary>
    /// Removes sessions that have been silent for the timeout, or all of them. What the agent keeps of them stays.
    /// </summary>
    [AlwaysInterleave, Alias("Remove")]
    Task<BridgeRemoval> Remove(bool idleOnly);
}

/// <summary>Who answers visitors that come over a bridge.</summary>
public enum BridgeAnswerer
{
    /// <summary>The account's agent. An outside program may read along and post as well.</summary>
    Agent,

    /// <summary>An outside program, by inbox and outbox. The agent does not get the messages.</summary>
    Outside,
}

/// <summary>How a bridge is set up.</summary>
/// <param name="AnsweredBy">Who answers.</param>
/// <param name="SessionTimeoutSeconds">After how much silence a session counts as idle.</param>
[GenerateSerializer, Immutable, Alias("sanctum.bridge-description")]
public sealed record BridgeDescription([property: Id(0)] BridgeAnswerer AnsweredBy, [property: Id(1)] int SessionTimeoutSeconds);

/// <summary>A message of a session.</summary>
/// <param name="Id">Unique; grows within a session.</param>
/// <param name="SessionId">The session.</param>
/// <param name="Uid">The visitor, 16 hexadecimal digits.</param>
/// <param name="Text">What it says.</param>
/// <param name="SentAt">UTC.</param>
/// <param name="IsReply">Whether it is an answer to the visitor.</param>
/// <param name="Answers">Which message an outside program said that it answers.</param>
/// <param name="IsFirst">Whether the session began with it.</param>
[GenerateSerializer, Immutable, Alias("sanctum.bridge-message")]
public sealed record BridgeMessage(
    [property: Id(0)] long Id,
    [property: Id(1)] string SessionId,
    [property: Id(2)] string Uid,
    [property: Id(3)] string Text,
    [property: Id(4)] DateTimeOffset SentAt,
    [property: Id(5)] bool IsReply,
    [property: Id(6)] long? Answers,
    [property: Id(7)] bool IsFirst);

/// <summary>A page of an inbox.</summary>
/// <param name="Messages">In order.</param>
/// <param name="Cursor">Pass it to read on.</param>
/// <param name="Remaining">How many are behind the page; counted up to 10,000.</param>
[GenerateSerializer, Immutable, Alias("sanctum.bridge-inbox")]
public sealed record BridgeInbox(
    [property: Id(0)] ImmutableArray<BridgeMessage> Messages, [property: Id(1)] long Cursor, [property: Id(2)] int Remaining);

/// <summary>A session.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Uid">The visitor.</param>
/// <param name="CreatedAt">When something was said first, UTC.</param>
/// <param name="LastActive">When something was said last, UTC.</param>
/// <param name="MessageCount">The visitor's messages.</param>
/// <param name="ResponseCount">Replies.</param>
[GenerateSerializer, Immutable, Alias("sanctum.bridge-session")]
public sealed record BridgeSession(
    [property: Id(0)] string Id,
    [property: Id(1)] string Uid,
    [property: Id(2)] DateTimeOffset CreatedAt,
    [property: Id(3)] DateTimeOffset LastActive,
    [property: Id(4)] int MessageCount,
    [property: Id(5)] int ResponseCount);

/// <summary>A page of sessions.</summary>
/// <param name="Sessions">The latest first.</param>
/// <param name="Total">How many there are on all pages.</param>
[GenerateSerializer, Immutable, Alias("sanctum.bridge-session-page")]
public sealed record BridgeSessionPage([property: Id(0)] ImmutableArray<BridgeSession> Sessions, [property: Id(1)] int Total);

/// <summary>A session and what was said in it.</summary>
/// <param name="Session">The session.</param>
/// <param name="Messages">In order.</param>
[GenerateSerializer, Immutable, Alias("sanctum.bridge-transcript")]
public sealed record BridgeTranscript(
    [property: Id(0)] BridgeSession Session, [property: Id(1)] ImmutableArray<BridgeMessage> Messages);

/// <summary>What was removed.</summary>
/// <param name="Sessions">Sessions.</param>
/// <param name="Messages">Visitors' messages and replies.</param>
[GenerateSerializer, Immutable, Alias("sanctum.bridge-removal")]
public sealed record BridgeRemoval([property: Id(0)] int Sessions, [property: Id(1)] int Messages);

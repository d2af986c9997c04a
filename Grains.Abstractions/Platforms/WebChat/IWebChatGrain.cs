using System.Collections.Immutable;
using Sanctum.Calls;
using Sanctum.Errors;

namespace Sanctum.Platforms.WebChat;

/// <summary>
/// An agent's web chat and its visitors; keyed <c>{tenant}/{account}</c>, as the account on the platform <c>webchat</c>.
/// </summary>
[Alias("sanctum.IWebChatGrain")]
public interface IWebChatGrain : IGrainWithStringKey
{
    /// <summary>What a visitor is shown before anything is said.</summary>
    /// <exception cref="NotFoundException">There is no such web chat.</exception>
    [Idempotent, Alias("Describe")]
    Task<ChatPlace> Describe();

    /// <summary>Lets a visitor in, or changes the name of one who is in already.</summary>
    /// <param name="token">What the visitor's browser holds, or null.</param>
    /// <param name="name">What the visitor wants to be called; 1 to 64 characters.</param>
    /// <exception cref="NotFoundException">There is no such web chat.</exception>
    /// <exception cref="InvalidRequestException">The name is empty, too long, or holds control characters.</exception>
    [Alias("Enter")]
    Task<ChatPass> Enter(string? token, string name);

    /// <summary>Whose token it is; null if it is nobody's here.</summary>
    [Idempotent, Alias("Identify")]
    Task<ChatVisitor?> Identify(string token);

    /// <summary>A visitor's conversations, the latest first, at most 50.</summary>
    [Idempotent, Alias("ListConversations")]
    Task<ImmutableArray<ChatConversation>> ListConversations(string visitorId);
}

/// <summary>A web chat as visitors see it.</summary>
/// <param name="Title">Whom they talk to.</param>
/// <param name="Greeting">What they are welcomed with.</param>
/// <param name="Suggestions">What they might begin with.</param>
/// <param name="IsOpen">Whether somebody is there now; else messages are answered later.</param>
[GenerateSerializer, Immutable, Alias("sanctum.chat-place")]
public sealed record ChatPlace(
    [property: Id(0)] string Title, [property: Id(1)] string Greeting, [property: Id(2)] ImmutableArray<string> Suggestions,
    [property: Id(3)] bool IsOpen);

/// <summary>A visitor.</summary>
/// <param name="Id">The profile's id.</param>
/// <param name="Name">What the visitor wants to be called.</param>
[GenerateSerializer, Immutable, Alias("sanctum.chat-visitor")]
public sealed record ChatVisitor([property: Id(0)] string Id, [property: Id(1)] string Name);

/// <summary>A visitor who was let in.</summary>
/// <param name="Visitor">Who it is.</param>
/// <param name="Token">What the browser shows from now on. Only its hash is stored.</param>
[GenerateSerializer, Immutable, Alias("sanctum.chat-pass")]
public sealed record ChatPass([property: Id(0)] ChatVisitor Visitor, [property: Id(1)] string Token)
{
    private bool PrintMembers(System.Text.StringBuilder text)
    {
        text.Append(Visitor);
        return true;
    }
}

/// <summary>A conversation in a list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">The beginning of its first message.</param>
/// <param name="LastAt">When something was said last, UTC.</param>
[GenerateSerializer, Immutable, Alias("sanctum.chat-conversation")]
public sealed record ChatConversation(
    [property: Id(0)] string Id, [property: Id(1)] string Title, [property: Id(2)] DateTimeOffset LastAt);

namespace Sanctum.Platforms.WebChat;

/// <summary>A web chat as its page sees it.</summary>
/// <param name="Title">Whom the visitor talks to.</param>
/// <param name="Greeting">What the visitor is welcomed with.</param>
/// <param name="Suggestions">What the visitor might begin with.</param>
/// <param name="IsOpen">Whether somebody is there now; else messages are answered later.</param>
/// <param name="Visitor">Who the visitor is; null for a stranger.</param>
internal sealed record WebChatResource(string Title, string Greeting, string[] Suggestions, bool IsOpen, ChatVisitor? Visitor);

/// <summary>A visitor.</summary>
/// <param name="Name">What the visitor wants to be called.</param>
internal sealed record VisitorRequest(string? Name = null);

/// <summary>A message of a visitor.</summary>
/// <param name="Text">What it says; at most 8,000 characters.</param>
/// <param name="Id">The browser's own id of it, so that it can be sent again; at most 64 characters.</param>
internal sealed record ChatRequestBody(string? Text = null, string? Id = null);

/// <summary>A visitor's conversations.</summary>
/// <param name="Items">The latest first.</param>
internal sealed record ChatConversationList(ChatConversation[] Items);

/// <summary>Messages.</summary>
/// <param name="Items">In order; at most 200.</param>
internal sealed record ChatMessageList(ChatMessage[] Items);

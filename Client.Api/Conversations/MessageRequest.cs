using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Sanctum.Errors;
using Sanctum.Queues;
using Sanctum.Turns;

namespace Sanctum.Conversations;

/// <summary>A message as a caller sends it.</summary>
/// <param name="Text">The text; 1 to 32,000 characters.</param>
/// <param name="SessionId">The conversation; a new one if left out.</param>
/// <param name="From">The sender; at most 256 characters.</param>
/// <param name="IdempotencyKey">The same key again is the same message; at most 256 printable characters.</param>
/// <param name="Priority">Which of an agent's messages go first.</param>
internal sealed record MessageRequest(
    [property: Required, MaxLength(MessageRequest.MaxTextCharacters), Description("The text; 1 to 32,000 characters.")]
    string? Text = null,
    [property: Description("The conversation; a new one if left out.")] string? SessionId = null,
    [property: MaxLength(MessageRequest.MaxShortCharacters), Description("The sender; at most 256 characters.")]
    string? From = null,
    [property: MaxLength(MessageRequest.MaxShortCharacters), Description("Repeating a key returns the same message.")]
    string? IdempotencyKey = null,
    [property: Description("normal or high; the conversation of a high message is taken before others that wait for the agent. " +
        "Default: normal.")] string? Priority = null)
{
    public const int MaxTextCharacters = 32_000;
    public const int MaxShortCharacters = 256;
    private const string Nobody = "user";

    /// <summary>The message with every rule held and everything left out filled in.</summary>
    /// <exception cref="InvalidRequestException">Every field that breaks a rule.</exception>
    public IncomingMessage Check(string? keyInHeader)
    {
        var errors = new List<FieldError>();
        CheckText(errors);
        if (SessionId is not null && !Conversations.SessionId.TryParse(SessionId, null, out _))
            errors.Add(new FieldError("sessionId", Conversations.SessionId.Rule + "."));
        CheckShort(errors, "from", From);
        CheckShort(errors, "idempotencyKey", IdempotencyKey);
        CheckShort(errors, "Idempotency-Key", keyInHeader);
        if (IdempotencyKey is { } inBody && keyInHeader is not null && inBody != keyInHeader)
            errors.Add(new FieldError("idempotencyKey", "differs from the Idempotency-Key header."));
        if (!QueuePriorityName.TryParse(Priority ?? QueuePriorityName.Normal, out var priority))
            errors.Add(new FieldError("priority", $"'{Priority}' is neither normal nor high."));
        if (errors.Count > 0)
            throw new InvalidRequestException(errors);
        var key = IdempotencyKey ?? keyInHeader;
        return new IncomingMessage(
            Text!, SessionId is null ? null : new SessionId(SessionId), From ?? Nobody, key ?? Guid.CreateVersion7().ToString(),
            priority, IsKeyed: key is not null);
    }

    private void CheckText(List<FieldError> errors)
    {
        if (string.IsNullOrWhiteSpace(Text))
            errors.Add(new FieldError("text", "is required and must contain more than white space."));
        else if (Text.Length > MaxTextCharacters)
            errors.Add(new FieldError("text", $"has {Text.Length} characters; the limit is {MaxTextCharacters}."));
        else if (NullCharacter.IsIn(Text))
            errors.Add(NullCharacter.Error("text"));
    }

    private static void CheckShort(List<FieldError> errors, string field, string? value)
    {
        if (value is null)
            return;
        if (value.Length is 0 or > MaxShortCharacters)
            errors.Add(new FieldError(field, $"has {value.Length} characters; 1 to {MaxShortCharacters} are allowed."));
        else if (value.Any(char.IsControl))
            errors.Add(new FieldError(field, "must not hold control characters."));
    }
}

/// <summary>A message that holds every rule.</summary>
/// <param name="Text">What is said.</param>
/// <param name="Session">The conversation; null for a new one.</param>
/// <param name="From">Who says it.</param>
/// <param name="IdempotencyKey">The same key is the same message.</param>
/// <param name="Priority">Whether it goes before others.</param>
/// <param name="IsKeyed">Whether the sender gave the key, so that it may come again.</param>
internal sealed record IncomingMessage(
    string Text, SessionId? Session, string From, string IdempotencyKey, QueuePriority Priority, bool IsKeyed);

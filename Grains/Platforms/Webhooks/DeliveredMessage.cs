using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Sanctum.Errors;

namespace Sanctum.Platforms.Webhooks;

/// <summary>A message as other systems write it. A delivery's body is one of them or a list.</summary>
internal sealed record DeliveredMessage(
    [Description("What was written."), StringLength(32_000, MinimumLength = 1)] string Text,
    [Description("Who wrote it.")] DeliveredAuthor From,
    [Description("The sender's id of it; the same id is answered once. Without it, the delivery's id.")]
    [StringLength(200, MinimumLength = 1)] string? Id = null,
    [Description("The conversation. Without it, a person has one."), StringLength(1_000, MinimumLength = 1)]
    string? Thread = null,
    [Description("What happened.")] NotificationKind Kind = NotificationKind.DirectMessage,
    [Description("When, RFC 3339. Without it, now.")] DateTimeOffset? OccurredAt = null,
    [Description("Whether the text names the account.")] bool Mentions = false,
    [Description("Anything; it comes back with the reply.")] JsonElement? Context = null)
{
    private const int MaxContextCharacters = 8_000;

    /// <summary>What it is for an account.</summary>
    /// <param name="deliveryId">Its id where it has none.</param>
    /// <param name="now">When it happened where it does not say.</param>
    /// <exception cref="InvalidRequestException">Its context is too long.</exception>
    public PlatformNotification ToNotification(string deliveryId, DateTimeOffset now)
    {
        var id = Id ?? deliveryId;
        var thread = Thread ?? From.Id;
        var context = JsonSerializer.Serialize(new ReplyTarget(id, thread, Context), ReplyTarget.Json);
        if (context.Length > MaxContextCharacters)
            throw new InvalidRequestException(
                "context", $"has more than {MaxContextCharacters} characters with the ids of thread and message, the limit.");
        return new PlatformNotification(
            id, Kind, From.ToAuthor() with { Handle = From.Handle ?? "" }, Text, thread, context,
            OccurredAt ?? now, Mentions);
    }
}

/// <summary>Who wrote a message.</summary>
internal sealed record DeliveredAuthor(
    [Description("The sender's lasting id of the person."), StringLength(256, MinimumLength = 1)] string Id,
    [Description("The name that people see."), StringLength(256, MinimumLength = 1)] string? Name = null,
    [Description("A short name, if there is one."), StringLength(256, MinimumLength = 1)] string? Handle = null,
    [Description("Whether it is a bot.")] bool? IsBot = null)
{
    public PlatformAuthor ToAuthor() => new(Id, Handle ?? Name ?? Id, Name ?? "", IsBot);
}

/// <summary>What a reply needs to find its way back.</summary>
/// <param name="InReplyTo">The message.</param>
/// <param name="Thread">The conversation.</param>
/// <param name="Context">What the sender gave along.</param>
internal sealed record ReplyTarget(string InReplyTo, string Thread, JsonElement? Context = null)
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Reads what a notification was given for its reply; null where there is nothing of the kind.</summary>
    public static ReplyTarget? Read(string? context) =>
        context is null ? null : JsonSerializer.Deserialize<ReplyTarget>(context, Json);
}

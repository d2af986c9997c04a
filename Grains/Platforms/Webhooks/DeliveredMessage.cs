using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sanctum.Errors;
using Sanctum.Tools;

namespace Sanctum.Platforms.Webhooks;

/// <summary>A message as other systems write it. A delivery's body is one of them or a list.</summary>
internal sealed record DeliveredMessage(
    [Description("What was written."), StringLength(32_000, MinimumLength = 1)] string Text,
    [Description("Who wrote it.")] DeliveredAuthor From,
    [Description("The sender's id of it; the same id is answered once. Without it, the delivery's id."), StringLength(200, MinimumLength = 1)] string? Id = null,
    [Description("The conversation. Without it, a person has one."), StringLength(1_000, MinimumLength = 1)] string? Thread = null,
    [Description("What happened.")] NotificationKind Kind = NotificationKind.DirectMessage,
    [Description("When, RFC 3339. Without it, now.")] DateTimeOffset? OccurredAt = null,
    [Description("Whether the text names the account.")] bool Mentions = false,
    [Description("Anything; it comes back with the reply.")] JsonElement? Context = null)
{
    private const int MostMessages = 100;
    private const int MostContextCharacters = 8_000;

    private static readonly JsonSchemaValidator Shape = new(new JsonObject
    {
        ["type"] = "array",
        ["maxItems"] = MostMessages,
        ["items"] = ToolSchema.Of(typeof(DeliveredMessage)),
    });

    /// <summary>Reads a body that is known to be genuine.</summary>
    /// <exception cref="InvalidRequestException">It is not of this form; every wrong field is named.</exception>
    public static ImmutableArray<PlatformNotification> Read(ImmutableArray<byte> body, string deliveryId, DateTimeOffset now)
    {
        try
        {
            var messages = Parse(body);
            return [.. messages.Select((message, index) => message.ToNotification(messages.Length == 1 ? deliveryId : $"{deliveryId}/{index}", now))];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Half of a surrogate pair is JSON but no text; it shows when it is read.
            throw new InvalidRequestException("body", "is not JSON of the form that is agreed, in UTF-8.");
        }
    }

    private static DeliveredMessage[] Parse(ImmutableArray<byte> body)
    {
        if (body.AsSpan().IndexOf("\\u0000"u8) >= 0)
            throw new InvalidRequestException("body", "must not hold the character U+0000.");
        var document = JsonNode.Parse(body.AsSpan(), documentOptions: new JsonDocumentOptions { MaxDepth = 32, AllowDuplicateProperties = false });
        var messages = document as JsonArray ?? [document];
        var errors = Shape.Validate(messages).Select(error => error with { Field = document is JsonArray ? error.Field : Alone(error.Field) }).ToList();
        if (errors.Count > 0)
            throw new InvalidRequestException(errors);
        return messages.Deserialize<DeliveredMessage[]>(ToolSchema.Json)!;
    }

    private PlatformNotification ToNotification(string deliveryId, DateTimeOffset now)
    {
        var id = Id ?? deliveryId;
        var thread = Thread ?? From.Id;
        var context = JsonSerializer.Serialize(new ReplyTarget(id, thread, Context), ReplyTarget.Json);
        if (context.Length > MostContextCharacters)
            throw new InvalidRequestException("context", $"has more than {MostContextCharacters} characters with the ids of thread and message, the limit.");
        return new PlatformNotification(
            id, Kind, From.ToAuthor(), Text, thread, context,
            OccurredAt ?? now, Mentions);
    }

    // A message that comes alone is not named as the first of a list.
    private static string Alone(string field) => field is "[0]" or "arguments" ? "body" : field.Replace("[0].", "", StringComparison.Ordinal);
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
    public static ReplyTarget? Read(string? context) => context is null ? null : JsonSerializer.Deserialize<ReplyTarget>(context, Json);
}

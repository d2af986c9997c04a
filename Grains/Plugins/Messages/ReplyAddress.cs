using System.Text.Json;

namespace Sanctum.Plugins.Messages;

/// <summary>What a message leaves in its reply context, so that any process can answer it.</summary>
/// <param name="MessageId">The message.</param>
/// <param name="Profile">Who wrote it.</param>
internal sealed record ReplyAddress(string MessageId, SenderProfile Profile)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Reads a reply context; null where it is of another kind, as a post by hand may have one.</summary>
    public static ReplyAddress? Of(string? replyContext)
    {
        try
        {
            var address = replyContext is null ? null : JsonSerializer.Deserialize<ReplyAddress>(replyContext, Json);
            return address is { MessageId: not null, Profile: { Author.Id: not null, Metadata: not null } } ? address : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public string ToReplyContext() => JsonSerializer.Serialize(this, Json);
}

using System.Text.Json;
using Sanctum.Publishing;

namespace Sanctum.Platforms.Webhooks;

/// <summary>A post as other systems read it. The same post is the same bytes, however often it is sent.</summary>
/// <param name="Id">The post's idempotency key.</param>
/// <param name="Account">The account's name in Sanctum.</param>
/// <param name="Session">The conversation in Sanctum.</param>
/// <param name="Text">What to say.</param>
/// <param name="Thread">The conversation as the other side named it; null where the post is no reply.</param>
/// <param name="InReplyTo">The message that it answers.</param>
/// <param name="Context">What that message brought along.</param>
internal sealed record OutgoingMessage(
    string Id, string Account, string Session, string Text, string? Thread, string? InReplyTo, JsonElement? Context)
{
    private const int MaxIdCharacters = 256;

    public static OutgoingMessage Of(OutboundPost post)
    {
        var target = ReplyTarget.Read(post.ReplyContext);
        return new(
            post.IdempotencyKey, post.Account, post.SessionId, post.Text, target?.Thread, target?.InReplyTo, target?.Context);
    }

    /// <summary>What the other side calls the post, if it says so.</summary>
    public static string? IdIn(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("id", out var id)
            && id.ValueKind == JsonValueKind.String
            && id.GetString() is { Length: > 0 and <= MaxIdCharacters } text
            ? text
            : null;

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, ReplyTarget.Json);
}

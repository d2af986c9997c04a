using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Sanctum.Platforms;

namespace Telegram;

/// <summary>What a bot makes of the messages that it hears.</summary>
/// <param name="Id">Its own id.</param>
/// <param name="Username">Its name, without the @.</param>
internal sealed record Bot(long Id, string Username)
{
    public static Bot Of(PlatformSession session) => new(long.Parse(session.Subject), session.Values["username"]);

    /// <summary>The notification that an update is; null where it is none. One that cannot be read harms no other.</summary>
    public PlatformNotification? TryHear(JsonElement update)
    {
        try
        {
            return update.TryGetProperty("message", out var message) ? Hear(message) : null;
        }
        catch (Exception exception) when (
            exception is InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            return PlatformNotification.Unreadable(
                exception.Message, update.ToString(), DateTimeOffset.UtcNow, $"update/{update.GetProperty("update_id")}");
        }
    }

    /// <summary>The notification that a message is; null where it has no author or no text.</summary>
    public PlatformNotification? Hear(JsonElement message)
    {
        if (!message.TryGetProperty("from", out var from) || !message.TryGetProperty("text", out var said))
            return null;
        var (chat, text) = (message.GetProperty("chat"), said.GetString()!);
        var place = new MessagePlace(chat.GetProperty("id").GetInt64(), message.GetProperty("message_id").GetInt64());
        var isMentioned = text.Contains($"@{Username}", StringComparison.OrdinalIgnoreCase);
        var author = from.GetProperty("id").GetInt64();
        var name = string.Join(' ', new[] { TextOf(from, "first_name"), TextOf(from, "last_name") }.OfType<string>());
        return new PlatformNotification(
            $"{place}", KindOf(message, chat, isMentioned), new PlatformAuthor(
                $"{author}", TextOf(from, "username") ?? name, name, from.GetProperty("is_bot").GetBoolean()),
            text, ThreadOf(message, place), place.ToJson(),
            DateTimeOffset.FromUnixTimeSeconds(message.GetProperty("date").GetInt64()), isMentioned, author == Id);
    }

    private NotificationKind KindOf(JsonElement message, JsonElement chat, bool isMentioned)
    {
        if (TextOf(chat, "type") == "private")
            return NotificationKind.DirectMessage;
        if (isMentioned)
            return NotificationKind.Mention;
        var isReply = message.TryGetProperty("reply_to_message", out var parent) && parent.TryGetProperty("from", out var from)
            && from.GetProperty("id").GetInt64() == Id;
        return isReply ? NotificationKind.Reply : NotificationKind.Other;
    }

    // A topic of a forum is a conversation of its own.
    private static string ThreadOf(JsonElement message, MessagePlace place) =>
        message.TryGetProperty("message_thread_id", out var topic) ? $"{place.Chat}/{topic.GetInt64()}" : $"{place.Chat}";

    private static string? TextOf(JsonElement value, string name) =>
        value.TryGetProperty(name, out var text) ? text.GetString() : null;
}

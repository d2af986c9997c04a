using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Sanctum.Errors;
using Sanctum.Platforms;
using Sanctum.Publishing;

namespace Telegram;

/// <summary>
/// Agents as Telegram bots. The bot's updates are polled; how often, and how long to wait after failures, is Sanctum's. A bot
/// cannot tell whether a message that was cut off went out, so such a one is left to an operator.
/// </summary>
public sealed class TelegramAdapter : IAuthenticatedPlatform, IPolledPlatform, ITypingIndicator, IPostRemoval
{
    internal const string Name = "telegram";
    private const string Token = "token";
    private const int MaxUpdates = 100;

    private readonly TelegramApi _api = new();

    public string Platform => Name;

    public PlatformCapabilities Capabilities { get; } = new(MessageText.Longest, TextUnit.Utf16, Threads: true, Deletes: true);

    public string SettingsSchema => """
        {
          "type": "object",
          "additionalProperties": false,
          "properties": { "api": { "type": "string", "maxLength": 200, "description": "Where the Bot API is." } }
        }
        """;

    public ImmutableArray<string> CredentialNames { get; } = [Token];

    public TimeSpan PollInterval => TimeSpan.FromSeconds(1);

    public IEnumerable<FieldError> Validate(JsonElement settings)
    {
        if (!Uri.TryCreate(ApiOf(settings), UriKind.Absolute, out var api) || api.Scheme is not ("http" or "https"))
            yield return new FieldError("api", "must be an http or https address.");
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _api.Dispose();
        return Task.CompletedTask;
    }

    public async Task<PlatformSession> LogInAsync(
        PlatformCredentials credentials, JsonElement settings, CancellationToken cancellationToken)
    {
        try
        {
            var me = await _api.Call(ApiOf(settings), credentials[Token], "getMe", new { }, cancellationToken);
            var values = ImmutableDictionary<string, string>.Empty.Add("username", me.GetProperty("username").GetString()!);
            return new PlatformSession($"{me.GetProperty("id").GetInt64()}", credentials[Token], null, null, values);
        }
        catch (SessionExpiredException refused)
        {
            throw new DependencyException(Name, refused.Message, ErrorClass.Permanent);
        }
    }

    public Task<PlatformSession> RefreshAsync(
        PlatformSession session, JsonElement settings, CancellationToken cancellationToken) =>
        throw new SessionExpiredException(Name, "a token is not refreshed.");

    public async Task<NotificationPage> PollAsync(
        PlatformAccount account, string? cursor, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var bot = Bot.Of(account.RequireSession());
        // Asking for an update confirms those before it; they are stored by then.
        var offset = cursor is null ? 0 : long.Parse(cursor);
        var found = await Call(
            account, "getUpdates", new { offset, limit = MaxUpdates, allowed_updates = new[] { "message" } }, cancellationToken);
        var updates = found.EnumerateArray().ToList();
        var next = updates.Count == 0 ? cursor : $"{updates.Max(update => update.GetProperty("update_id").GetInt64()) + 1}";
        return new NotificationPage(
            [.. updates.Select(bot.TryHear).OfType<PlatformNotification>()],
            next, HasMore: updates.Count == MaxUpdates);
    }

    public async Task<PostReceipt> PostAsync(PlatformAccount account, OutboundPost post, CancellationToken cancellationToken)
    {
        var place = MessagePlace.Parse(
            post.ReplyContext
            ?? throw new DependencyException(Name, "a bot cannot speak first.", ErrorClass.Permanent, isRefusal: true));
        MessagePlace? first = null;
        foreach (var text in MessageText.Split(post.Text))
        {
            var sent = await Call(
                account, "sendMessage",
                new
                {
                    chat_id = place.Chat,
                    text,
                    reply_parameters = new { message_id = (first ?? place).Message, allow_sending_without_reply = true },
                },
                cancellationToken);
            first ??= new MessagePlace(place.Chat, sent.GetProperty("message_id").GetInt64());
        }
        return new PostReceipt($"{first}");
    }

    public Task ShowTypingAsync(PlatformAccount account, TypingPlace place, CancellationToken cancellationToken) =>
        place.ReplyContext is { } context
        ? Call(
            account, "sendChatAction", new { chat_id = MessagePlace.Parse(context).Chat, action = "typing" }, cancellationToken)
        : Task.CompletedTask;

    public Task DeleteAsync(PlatformAccount account, string postId, CancellationToken cancellationToken) =>
        postId.Split('/') is [var chat, var message]
        && long.TryParse(chat, out var chatId) && long.TryParse(message, out var messageId)
        ? Delete(account, new MessagePlace(chatId, messageId), cancellationToken)
        : throw new InvalidRequestException("post", "is not of the form chat/message.");

    private async Task Delete(PlatformAccount account, MessagePlace place, CancellationToken cancellationToken)
    {
        try
        {
            await Call(account, "deleteMessage", new { chat_id = place.Chat, message_id = place.Message }, cancellationToken);
        }
        catch (DependencyException refusal) when (
            refusal.Message.Contains("message to delete not found", StringComparison.Ordinal))
        {
            // It is gone already, which is what was wanted.
        }
    }

    private Task<JsonElement> Call(PlatformAccount account, string method, object input, CancellationToken cancellationToken) =>
        _api.Call(ApiOf(account.Settings), account.RequireSession().AccessToken, method, input, cancellationToken);

    private static string ApiOf(JsonElement settings) =>
        settings.TryGetProperty("api", out var api) ? api.GetString()! : "https://api.telegram.org";
}

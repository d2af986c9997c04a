using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Sanctum.Errors;
using Sanctum.Platforms;
using Sanctum.Publishing;

namespace WebChatPoll;

/// <summary>
/// Agents in the chat of a web site that is asked for news. The cursor, the interval, the longer waits after failures and the end
/// at once when it is stopped are Sanctum's; an adapter asks once and says how it went.
/// </summary>
public sealed class WebChatAdapter : IAuthenticatedPlatform, IPolledPlatform
{
    internal const string Name = "web-chat";
    private const string Token = "token";
    private const int LongestText = 10_000;
    private readonly ChatApi _api = new();

    public string Platform => Name;

    public PlatformCapabilities Capabilities { get; } = new(LongestText, TextUnit.Utf16, IdempotentPosts: true, Threads: true);

    public string SettingsSchema => """
        {
          "type": "object", "additionalProperties": false, "required": ["api"],
          "properties": { "api": { "type": "string", "format": "uri", "maxLength": 500, "description": "Where the chat's API is." } }
        }
        """;

    public ImmutableArray<string> CredentialNames { get; } = [Token];

    public TimeSpan PollInterval => TimeSpan.FromSeconds(2);

    public IEnumerable<FieldError> Validate(JsonElement settings)
    {
        if (!Uri.TryCreate(settings.GetProperty("api").GetString(), UriKind.Absolute, out var api)
            || api is not { Scheme: "http" or "https", UserInfo: "" })
            yield return new FieldError("api", "must be an http or https address without credentials.");
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _api.Dispose();
        return Task.CompletedTask;
    }

    public async Task<PlatformSession> LogInAsync(
        PlatformCredentials credentials, JsonElement settings, CancellationToken cancellationToken)
    {
        // The chat says only by a first answer whether it knows the token.
        await _api.Read(
            settings.GetProperty("api").GetString()!, credentials[Token], TextOf(DateTimeOffset.UtcNow), cancellationToken);
        return new PlatformSession("agent", credentials[Token], null, null, ImmutableDictionary<string, string>.Empty);
    }

    public Task<PlatformSession> RefreshAsync(
        PlatformSession session, JsonElement settings, CancellationToken cancellationToken) =>
        throw new SessionExpiredException(Name, "a token is not refreshed.");

    public async Task<NotificationPage> PollAsync(
        PlatformAccount account, string? cursor, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var answer = await _api.Read(
            ApiOf(account), account.RequireSession().AccessToken, cursor ?? TextOf(since), cancellationToken);
        if (answer.ValueKind != JsonValueKind.Object || !answer.TryGetProperty("data", out var data)
            || data.ValueKind != JsonValueKind.Object
            || !data.TryGetProperty("messages", out var messages) || messages.ValueKind != JsonValueKind.Array)
            throw new DependencyException(
                Name, "the chat did not answer as agreed: there is no list of messages.", ErrorClass.Transient);
        // A bridge without cursors gives each message once.
        var next = data.TryGetProperty("cursor", out var said) && said.ValueKind == JsonValueKind.String
            ? said.GetString()
            : cursor;
        return new NotificationPage([.. messages.EnumerateArray().Select(Read)], next);
    }

    public async Task<PostReceipt> PostAsync(PlatformAccount account, OutboundPost post, CancellationToken cancellationToken)
    {
        var session = post.ReplyContext is { } context
            ? JsonSerializer.Deserialize<string>(context)!
            : throw new DependencyException(
                Name, "nobody is there to speak to: a chat begins with a visitor.", ErrorClass.Permanent);
        await _api.Write(
            ApiOf(account), account.RequireSession().AccessToken, session, post.IdempotencyKey, post.Text, cancellationToken);
        return new PostReceipt(post.IdempotencyKey);
    }

    // One that cannot be read costs no other.
    private static PlatformNotification Read(JsonElement message)
    {
        try
        {
            var (session, id) = (TextOf(message, "session_id"), message.GetProperty("id").ToString());
            return new PlatformNotification(
                id, NotificationKind.DirectMessage, new PlatformAuthor(
                    TextOf(message, "uid"), "", OptionalTextOf(message, "name")),
                TextOf(message, "message"), session, JsonSerializer.Serialize(session), message.GetProperty("timestamp")
                    .GetDateTimeOffset());
        }
        catch (Exception exception) when (exception is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return PlatformNotification.Unreadable(exception.Message, message.ToString(), DateTimeOffset.UtcNow);
        }
    }

    private static string TextOf(JsonElement message, string name) =>
        message.GetProperty(name).GetString() is { Length: > 0 } text ? text : throw new FormatException($"{name} is empty.");

    private static string TextOf(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static string OptionalTextOf(JsonElement message, string name) =>
        message.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static string ApiOf(PlatformAccount account) => account.Settings.GetProperty("api").GetString()!;
}

using System.Net.Http.Json;
using System.Text.Json;
using Sanctum.Errors;
using Sanctum.Platforms;
using Sanctum.Publishing;

namespace Sanctum.Examples;

/// <summary>A platform: a feed on the web that is polled for messages and takes answers.</summary>
/// <param name="http">The host gives each platform a client; a plug-in makes one of its own.</param>
public sealed class FeedAdapter(HttpClient http) : IPolledPlatform
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public string Platform => "feed";

    public PlatformCapabilities Capabilities { get; } =
        new(LongestText: 2_000, TextUnit.Utf16, IdempotentPosts: true, Threads: true);

    public string SettingsSchema => """
        {
          "type": "object", "additionalProperties": false, "required": ["url"],
          "properties": { "url": { "type": "string", "format": "uri", "maxLength": 500 } }
        }
        """;

    public async Task<NotificationPage> PollAsync(
        PlatformAccount account, string? cursor, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"{Url(account)}/messages?after={cursor}");
        using var answer = await Send(request, cancellationToken);
        var messages = await answer.Content.ReadFromJsonAsync<FeedMessage[]>(Json, cancellationToken) ?? [];
        return new NotificationPage([.. messages.Select(Read)], messages.LastOrDefault()?.Id ?? cursor);
    }

    public async Task<PostReceipt> PostAsync(PlatformAccount account, OutboundPost post, CancellationToken cancellationToken)
    {
        // The other side takes the key, so the same post twice is one.
        var request = new HttpRequestMessage(HttpMethod.Post, $"{Url(account)}/messages");
        request.Headers.Add("Idempotency-Key", post.IdempotencyKey);
        request.Content = JsonContent.Create(new { post.Text, InReplyTo = post.ReplyContext }, options: Json);
        using var answer = await Send(request, cancellationToken);
        return new PostReceipt(await answer.Content.ReadAsStringAsync(cancellationToken));
    }

    // One entry that cannot be read must not cost the others.
    private static PlatformNotification Read(FeedMessage message) => message is { Author: { } author, Text: { } text }
        ? new PlatformNotification(
            message.Id, NotificationKind.DirectMessage, new PlatformAuthor(author, author), text, ThreadKey: author,
            JsonSerializer.Serialize(new { message.Id }, Json), message.At)
        : PlatformNotification.Unreadable(
            "author or text is missing.", JsonSerializer.Serialize(message, Json), message.At, message.Id);

    // The class says whether the same call may work later.
    private async Task<HttpResponseMessage> Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage answer;
        try
        {
            answer = await http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            throw new DependencyException(Platform, exception.Message, ErrorClass.Transient, inner: exception);
        }
        if (answer.IsSuccessStatusCode)
            return answer;
        using (answer)
        {
            var status = (int)answer.StatusCode;
            var isTransient = status is 408 or 425 or 429 or >= 500;
            // What was refused for good has certainly not been posted, so the account's fallback may post it.
            throw new DependencyException(
                Platform, $"answered {status}.", isTransient ? ErrorClass.Transient : ErrorClass.Permanent,
                answer.Headers.RetryAfter?.Delta, isRefusal: !isTransient);
        }
    }

    private static string Url(PlatformAccount account) => account.Settings.GetProperty("url").GetString()!.TrimEnd('/');

    private sealed record FeedMessage(string Id, string? Author, string? Text, DateTimeOffset At);
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text;
using Sanctum.Errors;
using Sanctum.Publishing;

namespace Sanctum.Platforms;

/// <summary>A platform that speaks over a WebSocket, as its adapter would be written.</summary>
public sealed class SocketPlatform(Uri server) : IStreamedPlatform
{
    private readonly ConcurrentQueue<OutboundPost> _posts = new();

    public string Platform => "socket";

    public PlatformCapabilities Capabilities { get; } = new(1_000, TextUnit.Utf16, IdempotentPosts: true);

    /// <summary>The numbers of the messages that posts answer, in order; one idempotency key is one post.</summary>
    public IEnumerable<string> Answered => _posts.Select(post => post.ReplyContext!.Trim('"'));

    public async IAsyncEnumerable<NotificationPage> ListenAsync(
        PlatformAccount account, string? cursor, DateTimeOffset since,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var socket = new ClientWebSocket();
        await Connect(socket, new Uri(server, $"?after={cursor ?? "0"}"), cancellationToken);
        yield return new NotificationPage([], cursor);
        while (await Receive(socket, cancellationToken) is { } message)
        {
            var (number, text) = message.Split(' ', 2) is [var first, var rest]
                ? (first, rest)
                : throw new FormatException($"'{message}' has no number.");
            yield return new NotificationPage(
                [new PlatformNotification(
                    number, NotificationKind.Mention, new PlatformAuthor("ann", "ann"), text, "t", $"\"{number}\"",
                    DateTimeOffset.UtcNow)],
                Later(cursor, number));
        }
    }

    public Task<PostReceipt> PostAsync(PlatformAccount account, OutboundPost post, CancellationToken cancellationToken)
    {
        lock (_posts)
        {
            if (_posts.All(known => known.IdempotencyKey != post.IdempotencyKey))
                _posts.Enqueue(post);
        }
        return Task.FromResult(new PostReceipt(post.IdempotencyKey));
    }

    // What is told again is behind the cursor.
    private static string Later(string? cursor, string number) =>
        cursor is not null && int.Parse(cursor, CultureInfo.InvariantCulture) > int.Parse(number, CultureInfo.InvariantCulture)
            ? cursor
            : number;

    private async Task Connect(ClientWebSocket socket, Uri address, CancellationToken ct)
    {
        try
        {
            await socket.ConnectAsync(address, ct);
        }
        catch (WebSocketException exception)
        {
            throw new DependencyException(Platform, $"cannot be reached: {exception.Message}", ErrorClass.Transient);
        }
    }

    private async Task<string?> Receive(ClientWebSocket socket, CancellationToken ct)
    {
        var buffer = new byte[4_096];
        try
        {
            var received = await socket.ReceiveAsync(buffer, ct);
            return received.MessageType == WebSocketMessageType.Close ? null : Encoding.UTF8.GetString(buffer, 0, received.Count);
        }
        catch (WebSocketException exception)
        {
            throw new DependencyException(Platform, $"broke off: {exception.Message}", ErrorClass.Transient);
        }
    }
}

using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Sanctum.Errors;
using Sanctum.Platforms;
using Sanctum.Publishing;

namespace CliChat;

/// <summary>
/// Agents at a terminal on the same machine: who connects to a socket writes lines and reads replies. A line is one message, a
/// connection one conversation.
/// </summary>
public sealed class CliAdapter : IStreamedPlatform
{
    internal const string Name = "cli";
    private const int MaxLineCharacters = 10_000;
    private const int MaxConnections = 16;
    private readonly ConcurrentDictionary<string, StreamWriter> _writers = new(StringComparer.Ordinal);

    public string Platform => Name;

    public PlatformCapabilities Capabilities { get; } = new(LongestText: 10_000, TextUnit.Utf16, Threads: true);

    public string SettingsSchema => """
        {
          "type": "object", "additionalProperties": false, "required": ["socket"],
          "properties": { "socket": { "type": "string", "minLength": 1, "maxLength": 100, "description": "Path of the Unix socket that is listened at." } }
        }
        """;

    public async IAsyncEnumerable<NotificationPage> ListenAsync(
        PlatformAccount account, string? cursor, DateTimeOffset since,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var lines = Channel.CreateBounded<PlatformNotification>(100);
        using var listener = Listen(account.Settings.GetProperty("socket").GetString()!);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var accepting = Accept(listener, lines.Writer, ending.Token);
        yield return new NotificationPage([], cursor);
        try
        {
            await foreach (var line in lines.Reader.ReadAllAsync(cancellationToken))
                yield return new NotificationPage([line], line.Id);
        }
        finally
        {
            await ending.CancelAsync();
            await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async Task<PostReceipt> PostAsync(PlatformAccount account, OutboundPost post, CancellationToken cancellationToken)
    {
        var connection = post.ReplyContext is { } context ? JsonSerializer.Deserialize<string>(context)! : "";
        if (!_writers.TryGetValue(connection, out var writer))
            throw new DependencyException(Name, "whom it answers has left the terminal.", ErrorClass.Permanent, isRefusal: true);
        try
        {
            await writer.WriteLineAsync(post.Text.AsMemory(), cancellationToken);
            await writer.FlushAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            throw new DependencyException(Name, "whom it answers has left the terminal.", ErrorClass.Permanent, inner: exception);
        }
        return new PostReceipt(post.IdempotencyKey);
    }

    private static Socket Listen(string path)
    {
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            // A process that was killed leaves its socket behind.
            File.Delete(path);
            listener.Bind(new UnixDomainSocketEndPoint(path));
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            listener.Listen(MaxConnections);
            return listener;
        }
        catch (Exception exception) when (exception is SocketException or IOException or UnauthorizedAccessException)
        {
            listener.Dispose();
            throw new DependencyException(
                Name, $"the socket {path} cannot be listened at: {exception.Message}", ErrorClass.Transient, inner: exception);
        }
    }

    private async Task Accept(Socket listener, ChannelWriter<PlatformNotification> lines, CancellationToken ct)
    {
        using var room = new SemaphoreSlim(MaxConnections);
        var open = new List<Task>();
        try
        {
            while (true)
            {
                await room.WaitAsync(ct);
                var socket = await listener.AcceptAsync(ct);
                open.RemoveAll(connection => connection.IsCompleted);
                open.Add(Hear(socket, room, lines, ct));
            }
        }
        finally
        {
            await Task.WhenAll(open).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task Hear(Socket socket, SemaphoreSlim room, ChannelWriter<PlatformNotification> lines, CancellationToken ct)
    {
        var connection = $"{Guid.CreateVersion7():N}";
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        _writers[connection] = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        try
        {
            for (var number = 1; await reader.ReadLineAsync(ct) is { } line; number++)
            {
                if (line.Length is > 0 and <= MaxLineCharacters)
                    await lines.WriteAsync(Message(connection, number, line), ct);
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            // Who leaves in the middle of a line has said nothing with it.
        }
        finally
        {
            _writers.TryRemove(connection, out _);
            room.Release();
        }
    }

    private static PlatformNotification Message(string connection, int number, string line) => new(
        $"{connection}/{number}", NotificationKind.DirectMessage, new PlatformAuthor("terminal", Environment.UserName), line,
        connection, JsonSerializer.Serialize(connection), DateTimeOffset.UtcNow);
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Sanctum.Testing;

/// <summary>
/// The other side of a WebSocket that tells what happened: <c>?after=N</c> sends the messages behind the Nth, each as text that
/// begins with its number, and some before them once more. It can end its connections, and be gone and come back with all it had
/// to say.
/// </summary>
public sealed class LoopbackSocket : IAsyncDisposable
{
    private const int Repeated = 3;

    private readonly int _port = FreePort.Next();
    private readonly ConcurrentQueue<string> _messages = new();
    private WebApplication? _app;
    private int _connections;
    private int _opened;

    public Uri Url => new($"ws://127.0.0.1:{_port}/");

    /// <summary>How many connections are open now.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>How many connections there ever were.</summary>
    public int Opened => Volatile.Read(ref _opened);

    /// <summary>Messages after which a connection is ended; none unless it is set.</summary>
    public int EndsAfter { get; set; } = int.MaxValue;

    /// <summary>Has something to say.</summary>
    public void Say(string text) => _messages.Enqueue(text);

    public async Task Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{_port}");
        _app = builder.Build();
        _app.UseWebSockets();
        _app.Run(Tell);
        await _app.StartAsync();
    }

    /// <summary>Gone, with every connection.</summary>
    public async Task Kill()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _app!.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
        _app = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await Kill();
    }

    private async Task Tell(HttpContext http)
    {
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        Interlocked.Increment(ref _opened);
        Interlocked.Increment(ref _connections);
        try
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
            var heard = HearTheEnd(socket, ended.Token);
            var told = TellAll(
                socket, Math.Max(0, int.Parse(http.Request.Query["after"]!, CultureInfo.InvariantCulture) - Repeated),
                ended.Token);
            if (await Task.WhenAny(told, heard) == told && told.IsCompletedSuccessfully)
            {
                // A reset would take away what was sent and is not read yet, and on a busy machine nothing would ever be.
                await socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, "enough", ended.Token);
                await heard;
            }
            await ended.CancelAsync();
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
        }
    }

    private async Task TellAll(WebSocket socket, int from, CancellationToken ct)
    {
        for (var next = from; next - from < EndsAfter; next++)
        {
            string? text;
            while ((text = _messages.ElementAtOrDefault(next)) is null)
                await Task.Delay(TimeSpan.FromMilliseconds(5), ct);
            await socket.SendAsync(
                Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{next + 1} {text}")),
                WebSocketMessageType.Text, endOfMessage: true, ct);
        }
    }

    private static async Task HearTheEnd(WebSocket socket, CancellationToken ct)
    {
        var buffer = new byte[1];
        try
        {
            while ((await socket.ReceiveAsync(buffer.AsMemory(), ct)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // The other side just went, or nobody listens to it any more.
        }
    }
}

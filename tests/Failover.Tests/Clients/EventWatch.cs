using System.Collections.Concurrent;
using System.Globalization;
using System.Net.ServerSentEvents;
using Sanctum.Testing;

namespace Sanctum.Failover.Clients;

/// <summary>
/// A client of a session's event stream. When the stream ends it opens another where it left off, at once, through the same
/// gateway or, if that is lost, another.
/// </summary>
internal sealed class EventWatch(Gateways gateways, string session, int preferred)
{
    private const string Entry = "transcript.entry-appended";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly ConcurrentQueue<(long Seq, DateTimeOffset At)> _heard = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ConcurrentQueue<SentRequest> _openings = new();
    private long _lastSeq;

    public string Session => session;

    /// <summary>Every entry in the order in which it was heard.</summary>
    public IReadOnlyCollection<(long Seq, DateTimeOffset At)> Heard => _heard;

    /// <summary>Entries out of order or twice, and streams that ended although their gateway lived.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>The requests that opened a stream, or failed to.</summary>
    public IReadOnlyCollection<SentRequest> Openings => _openings;

    public long LastSeq => Interlocked.Read(ref _lastSeq);

    /// <summary>Listens until it is cancelled.</summary>
    public async Task Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var gateway = gateways.Choose(preferred);
            var opened = DateTimeOffset.UtcNow;
            try
            {
                await Listen(gateway, opened, stop);
                Explain(gateway, opened, "ended");
            }
            catch (Exception exception) when (BrokenConnection.Explains(exception))
            {
                Explain(gateway, opened, exception.InnerException?.Message ?? exception.Message);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    private async Task Listen(Gateway gateway, DateTimeOffset due, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/sessions/{session}/events");
        if (_lastSeq > 0)
            request.Headers.Add("Last-Event-ID", _lastSeq.ToString(CultureInfo.InvariantCulture));
        using var answer = await gateway.Streams.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        var detail = answer.IsSuccessStatusCode ? "" : await answer.Content.ReadAsStringAsync(stop);
        var now = DateTimeOffset.UtcNow;
        _openings.Enqueue(new SentRequest(
            "event stream", gateway.Name, due, now, (int)answer.StatusCode, answer.Headers.RetryAfter is not null, detail,
            gateway.WasDown(due, now)));
        if (!answer.IsSuccessStatusCode)
            return;
        await foreach (var item in SseParser.Create(await answer.Content.ReadAsStreamAsync(stop)).EnumerateAsync(stop))
        {
            if (item.EventType == Entry)
                Take(long.Parse(item.EventId!, CultureInfo.InvariantCulture));
        }
    }

    private void Take(long seq)
    {
        var now = DateTimeOffset.UtcNow;
        _heard.Enqueue((seq, now));
        if (seq != _lastSeq + 1)
            _faults.Enqueue($"{now:HH:mm:ss.fff} {session}: entry {seq} came after entry {_lastSeq}");
        Interlocked.Exchange(ref _lastSeq, seq);
    }

    private void Explain(Gateway gateway, DateTimeOffset opened, string reason)
    {
        var now = DateTimeOffset.UtcNow;
        if (!gateway.WasDown(opened, now) && _openings.LastOrDefault() is not { IsSuccess: false })
            _faults.Enqueue($"{now:HH:mm:ss.fff} {session}: the stream by {gateway.Name} broke: {reason}");
    }
}

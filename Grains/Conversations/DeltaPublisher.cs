using System.Diagnostics;
using System.Text;
using Orleans.Streams;
using Sanctum.Streams;

namespace Sanctum.Conversations;

/// <summary>
/// Sends what a model says to those who watch: its first words at once, the others gathered over a short while. The rest that is gathered when the model ends is
/// not sent: the entry that follows has the whole text.
/// </summary>
internal sealed class DeltaPublisher(IStreamProvider streams, string sessionKey, Guid turn, int step, TimeSpan interval)
{
    private readonly StringBuilder _gathered = new();
    private long? _lastSent;

    public async ValueTask Add(string text)
    {
        _gathered.Append(text);
        if (_gathered.Length == 0 || (_lastSent is { } sent && Stopwatch.GetElapsedTime(sent) < interval))
            return;
        var delta = new ReplyDelta(turn, step, _gathered.ToString());
        _gathered.Clear();
        _lastSent = Stopwatch.GetTimestamp();
        try
        {
            await streams.Publish(StreamNames.ConversationOutbound, sessionKey, delta);
        }
        catch (OrleansException)
        {
            // A watcher that is too far behind misses deltas; it will read the entry.
        }
    }
}

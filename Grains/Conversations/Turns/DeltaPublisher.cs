using System.Diagnostics;
using System.Text;
using Sanctum.Identity;
using Sanctum.Streams;

namespace Sanctum.Conversations;

/// <summary>
/// Sends what a model says to those who watch: its first words at once, the others gathered over a short while, and what is
/// gathered when the model pauses for longer than that. The rest that is gathered when the model ends is not sent: the entry
/// that follows has the whole text.
/// </summary>
internal sealed class DeltaPublisher(SessionEventPublisher events, GrainKey session, Guid turn, int step, TimeSpan interval)
{
    private readonly StringBuilder _gathered = new();
    private long? _lastSent;

    public void Add(string text)
    {
        _gathered.Append(text);
        if (_gathered.Length > 0 && Wait() <= TimeSpan.Zero)
            Send();
    }

    /// <summary>Waits for the model's next update and meanwhile keeps nothing back for longer than the interval.</summary>
    public async ValueTask<bool> Await(ValueTask<bool> next)
    {
        if (next.IsCompleted || _gathered.Length == 0)
            return await next;
        var update = next.AsTask();
        await ((Task)update).WaitAsync(Wait()).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (!update.IsCompleted)
            Send();
        return await update;
    }

    private TimeSpan Wait()
    {
        var wait = _lastSent is { } sent ? interval - Stopwatch.GetElapsedTime(sent) : TimeSpan.Zero;
        return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
    }

    private void Send()
    {
        events.Publish(session, new ReplyDelta(turn, step, _gathered.ToString()));
        _gathered.Clear();
        _lastSent = Stopwatch.GetTimestamp();
    }
}

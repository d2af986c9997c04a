using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using Sanctum.Edge;

namespace Sanctum.Limits;

/// <summary>Counts open event streams, which live long and would otherwise be bounded by nothing.</summary>
internal sealed class EventStreamSlots(IOptionsMonitor<GatewayOptions> options, IMeterFactory meters)
{
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, int> _perCaller = new();
    private readonly UpDownCounter<int> _open = meters.Create("Sanctum.Gateway").CreateUpDownCounter<int>(
        "sanctum.gateway.event_streams", "{stream}", "Open server-sent event streams.");
    private int _total;

    private GatewayOptions Limits => options.CurrentValue;

    /// <summary>Takes a slot; give it back by disposing it.</summary>
    /// <exception cref="LimitExceededException">All slots are taken.</exception>
    public IDisposable Take(HttpContext context)
    {
        var caller = CallerAddress.Of(context);
        if (Interlocked.Increment(ref _total) > Limits.MaxEventStreams)
        {
            Interlocked.Decrement(ref _total);
            throw new LimitExceededException(
                "gateway.event_streams", $"{Limits.MaxEventStreams} event streams are open, the limit.", TryAgain);
        }
        if (_perCaller.AddOrUpdate(caller, 1, (_, count) => count + 1) > Limits.MaxEventStreamsPerAddress)
        {
            GiveBack(caller);
            throw new LimitExceededException(
                "gateway.event_streams_per_address",
                $"{Limits.MaxEventStreamsPerAddress} event streams of this address are open, the limit.", TryAgain);
        }
        _open.Add(1);
        return new Slot(this, caller);
    }

    private void GiveBack(string caller)
    {
        Interlocked.Decrement(ref _total);
        if (_perCaller.AddOrUpdate(caller, 0, (_, count) => count - 1) == 0)
            _perCaller.TryRemove(new KeyValuePair<string, int>(caller, 0));
    }

    private sealed class Slot(EventStreamSlots slots, string caller) : IDisposable
    {
        private int _isGivenBack;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isGivenBack, 1) != 0)
                return;
            slots.GiveBack(caller);
            slots._open.Add(-1);
        }
    }
}

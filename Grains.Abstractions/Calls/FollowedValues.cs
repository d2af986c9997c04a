using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Sanctum.Calls;

/// <summary>
/// Values of grains that this process follows: read once, then kept up to date by a call that each grain answers when its value
/// changes. While a grain cannot be reached, the value read last holds.
/// </summary>
/// <remarks>
/// Invariants: a key is followed by one loop; values of a key change in the order of the grain's answers; no loop runs in the
/// turns of a grain that asked first.
/// </remarks>
/// <typeparam name="T">The value, which changes by being replaced.</typeparam>
/// <param name="follow">Asks the grain of a key for the value that follows the known one; null is known at first. It answers the
/// known one where nothing has changed.</param>
/// <param name="changed">Is told of each change, after it: the key, the value before, the value now.</param>
/// <param name="failed">Is told that a key cannot be followed, once until it can be again.</param>
/// <param name="clock">The clock.</param>
internal sealed class FollowedValues<T>(
    Func<string, T?, CancellationToken, Task<T>> follow, Action<string, T, T> changed, Action<string, Exception> failed,
    TimeProvider clock)
    where T : class
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, T> _known = new(StringComparer.Ordinal);
    private readonly Channel<string> _toFollow = Channel.CreateUnbounded<string>();

    /// <summary>The value of a key, if it is known.</summary>
    public T? Find(string key) => _known.GetValueOrDefault(key);

    /// <summary>The value of a key. The first time it is read from its grain, and followed from then on.</summary>
    public async ValueTask<T> Of(string key)
    {
        if (_known.TryGetValue(key, out var known))
            return known;
        var first = await follow(key, null, CancellationToken.None);
        if (_known.TryAdd(key, first))
            _toFollow.Writer.TryWrite(key);
        return _known[key];
    }

    /// <summary>Reads a first key, and follows that and all that are asked for, until the process stops.</summary>
    public async Task Run(string first, CancellationToken stopping)
    {
        await Begin(first, stopping);
        try
        {
            await foreach (var key in _toFollow.Reader.ReadAllAsync(stopping))
                FollowAll(key, stopping).Ignore();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Nothing is followed any more.
        }
    }

    private async Task Begin(string first, CancellationToken stopping)
    {
        var isAway = false;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await Of(first);
                return;
            }
            catch (Exception exception)
            {
                isAway = await Pause(first, isAway ? null : exception, stopping);
            }
        }
    }

    private async Task FollowAll(string key, CancellationToken stopping)
    {
        var isAway = false;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var before = _known[key];
                var now = await follow(key, before, stopping);
                _known[key] = now;
                isAway = false;
                if (!ReferenceEquals(before, now))
                    changed(key, before, now);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                isAway = await Pause(key, isAway ? null : exception, stopping);
            }
        }
    }

    private async Task<bool> Pause(string key, Exception? exception, CancellationToken stopping)
    {
        if (exception is not null && !stopping.IsCancellationRequested)
            failed(key, exception);
        await Task.Delay(RetryPause, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return true;
    }
}

using System.Collections.Immutable;

namespace Sanctum.Limits;

/// <summary>
/// What was taken in the last window, in hundredths of it. A take counts until the hundredth that holds it is a whole window
/// old, so no window holds more than the log says, and a take counts a hundredth longer at most.
/// </summary>
/// <param name="window">How long a take counts.</param>
internal sealed class TakenLog(TimeSpan window)
{
    private const int Parts = 100;
    // The newest is not over yet.
    private const int Slots = Parts + 1;

    private readonly int[] _counts = new int[Slots];
    private readonly long _slotTicks = Math.Max(1, (window.Ticks + Parts - 1) / Parts);
    private long _newest;
    private int _total;

    /// <summary>Permits that count at <paramref name="now"/>.</summary>
    public int TotalAt(TimeSpan now)
    {
        Slide(now);
        return _total;
    }

    /// <summary>Adds permits; those that are too old to count are left out.</summary>
    /// <param name="at">When they were taken: not before the clock's zero.</param>
    /// <param name="permits">How many.</param>
    public void Add(TimeSpan at, int permits)
    {
        Slide(at);
        var slot = at.Ticks / _slotTicks;
        if (slot <= _newest - Slots)
            return;
        _counts[slot % Slots] += permits;
        _total += permits;
    }

    /// <summary>How long until at most <paramref name="left"/> permits count.</summary>
    public TimeSpan UntilAtMost(int left, TimeSpan now)
    {
        Slide(now);
        var counted = _total;
        for (var slot = _newest - Slots + 1; counted > left && slot <= _newest; slot++)
        {
            counted -= slot < 0 ? 0 : _counts[slot % Slots];
            if (counted <= left)
                return TimeSpan.FromTicks(((slot + Slots) * _slotTicks) - now.Ticks);
        }
        return TimeSpan.Zero;
    }

    /// <summary>
    /// What counts at <paramref name="now"/>, oldest first, by the latest time at which it may have been taken.
    /// </summary>
    public ImmutableArray<TakenPermits> EntriesAt(TimeSpan now)
    {
        Slide(now);
        var entries = ImmutableArray.CreateBuilder<TakenPermits>();
        for (var slot = Math.Max(0, _newest - Slots + 1); slot <= _newest; slot++)
        {
            if (_counts[slot % Slots] is > 0 and var count)
                entries.Add(new TakenPermits(Latest(slot, now), count));
        }
        return entries.DrainToImmutable();
    }

    private TimeSpan Latest(long slot, TimeSpan now) =>
        TimeSpan.FromTicks(Math.Max(0, now.Ticks - ((slot + 1) * _slotTicks)));

    private void Slide(TimeSpan now)
    {
        var slot = now.Ticks / _slotTicks;
        for (var steps = Math.Min(slot - _newest, Slots); steps > 0; steps--)
        {
            var leaving = (slot - steps + 1) % Slots;
            _total -= _counts[leaving];
            _counts[leaving] = 0;
        }
        _newest = Math.Max(_newest, slot);
    }
}

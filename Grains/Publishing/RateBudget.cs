using System.Collections.Immutable;
using Sanctum.Platforms;

namespace Sanctum.Publishing;

/// <summary>
/// What an account may still spend: the platform's documented windows, counted exactly over what was spent in them, and whatever
/// the platform itself said last.
/// </summary>
internal sealed class RateBudget(ImmutableArray<RateWindow> windows)
{
    private static readonly TimeSpan Grain = TimeSpan.FromSeconds(1);

    private readonly List<Spending> _spent = [];
    private DateTimeOffset _pausedUntil;

    /// <summary>How far back spending counts.</summary>
    public TimeSpan Memory { get; } = windows.Select(window => window.Length).DefaultIfEmpty(TimeSpan.Zero).Max();

    /// <summary>Spends, or answers how long to wait until that is allowed.</summary>
    public TimeSpan? TrySpend(int points, DateTimeOffset now)
    {
        if (WaitFor(points, now) is { } wait)
            return wait;
        Note(points, now);
        return null;
    }

    /// <summary>How long until so many points may be spent, or null if they may be now.</summary>
    public TimeSpan? WaitFor(int points, DateTimeOffset now)
    {
        var longest = windows.Select(window => WaitFor(window, points, now)).Append(_pausedUntil - now).Max();
        return longest > TimeSpan.Zero ? longest : null;
    }

    /// <summary>Takes note of points that were spent, oldest first.</summary>
    public void Note(int points, DateTimeOffset at)
    {
        if (windows.IsEmpty)
            return;
        _spent.RemoveAll(spending => spending.At <= at - Memory - Grain);
        // Thousands of posts a day are kept as one entry per second.
        if (_spent is [.., var last] && at - last.At < Grain)
            _spent[^1] = last with { Points = last.Points + points, At = at };
        else
            _spent.Add(new Spending(at, points));
    }

    /// <summary>The platform said what is left: with less than one post's worth, everything waits for the reset.</summary>
    public void Apply(RateAllowance left, int points)
    {
        if (left.Remaining < points)
            PauseUntil(left.ResetsAt);
    }

    /// <summary>Nothing goes before then.</summary>
    public void PauseUntil(DateTimeOffset time) => _pausedUntil = time > _pausedUntil ? time : _pausedUntil;

    private TimeSpan WaitFor(RateWindow window, int points, DateTimeOffset now)
    {
        var inWindow = _spent.Where(spending => spending.At > now - window.Length).ToList();
        // A post that costs more than a whole window goes alone; it would wait for ever otherwise.
        var excess = inWindow.Sum(spending => spending.Points) + Math.Min(points, window.Points) - window.Points;
        foreach (var spending in inWindow)
        {
            if (excess <= 0)
                return TimeSpan.Zero;
            excess -= spending.Points;
            if (excess <= 0)
                return spending.At + window.Length - now;
        }
        return TimeSpan.Zero;
    }

    private sealed record Spending(DateTimeOffset At, int Points);
}

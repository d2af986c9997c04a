using System.Diagnostics;

namespace Sanctum.Limits;

/// <summary>
/// One subject's limit in this gateway. The grain counts for all gateways; here at most one call is under way, for all requests
/// that wait, and up to a hundredth of the limit is taken ahead, so that most requests wait for no call.
/// </summary>
internal sealed class SharedLimit(ILimitGrain grain, LimitRule rule, GatewayIdentity self, TimeProvider clock)
{
    private const int MaxWaiting = 1_000;
    private const int AheadShare = 100;
    // What is reported reaches back before the start, and no time may be below zero.
    private static readonly TimeSpan Start = LimitRule.MaxWindow;

    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource<LimitDecision>> _waiting = new();
    private readonly TakenLog _taken = new(rule.Window);
    private readonly int _maxAhead = rule.Permits / AheadShare;
    private readonly long _started = clock.GetTimestamp();
    private volatile Answered _answered = new(
        new(0, rule.Permits, TimeSpan.Zero, TimeSpan.Zero, IsLearning: false), Start);
    private long _usedAt = Start.Ticks;
    private TimeSpan _refusesUntil = Start;
    private TimeSpan? _refusedAt;
    private int _ahead;
    private bool _isAsking;
    private volatile bool _owesReport;

    /// <summary>What is allowed.</summary>
    public LimitRule Rule => rule;

    /// <summary>Whether nobody has asked for a window, so that forgetting it changes nothing.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
                return !_isAsking && Now.Ticks - Volatile.Read(ref _usedAt) > rule.Window.Ticks;
        }
    }

    /// <summary>Whether a report to the grain is due although no request needs a call.</summary>
    public bool OwesReport
    {
        get => _owesReport;
        private set => _owesReport = value;
    }

    /// <summary>Whether anything was taken here that still counts.</summary>
    public bool HasTaken
    {
        get
        {
            lock (_gate)
                return _taken.TotalAt(Now) > 0;
        }
    }

    private TimeSpan Now => Start + clock.GetElapsedTime(_started);

    private bool WantsMoreAhead => _ahead < _maxAhead && _ahead <= _maxAhead / 2 && Now >= _refusesUntil;

    /// <summary>Takes a permit for one request.</summary>
    /// <exception cref="OrleansException">The grain cannot be reached.</exception>
    public ValueTask<LimitDecision> Acquire(CancellationToken cancellationToken)
    {
        var now = Now;
        Volatile.Write(ref _usedAt, now.Ticks);
        if (TryLet() is { } let)
            return new(let);
        LimitDecision? decided;
        Task<LimitDecision>? waiting = null;
        bool begins;
        lock (_gate)
        {
            decided = DecideAtOnce(now);
            if (decided is null)
                waiting = Enqueue();
            begins = !_isAsking && (waiting is not null || WantsMoreAhead);
            _isAsking |= begins;
        }
        if (begins)
            _ = Ask();
        return decided is { } decision ? new(decision) : new(waiting!.WaitAsync(cancellationToken));
    }

    /// <summary>From now on a report is owed, if anything was taken here that still counts.</summary>
    public void OweReport()
    {
        lock (_gate)
            OwesReport = _taken.TotalAt(Now) > 0;
    }

    /// <summary>Reports what was taken here, beside calls that requests wait for. It is owed still if it fails.</summary>
    public async Task Report(TimeSpan patience)
    {
        LimitReport report;
        lock (_gate)
            report = Describe();
        try
        {
            await grain.Take(rule, wanted: 0, report).WaitAsync(patience, clock);
            OwesReport = false;
        }
        catch (Exception exception) when (exception is OrleansException or TimeoutException)
        {
            // The silo that counted may be the one that died.
        }
    }

    private LimitReport Describe()
    {
        var now = Now;
        return new LimitReport(self.Id, self.NextNumber(), _taken.EntriesAt(now), _answered.Answer.Remaining, now - _answered.At);
    }

    // While more than half of what may be taken ahead is there, no call is due, and a request needs no lock.
    private LimitDecision? TryLet()
    {
        for (var ahead = Volatile.Read(ref _ahead); ahead - 1 > _maxAhead / 2;)
        {
            var seen = Interlocked.CompareExchange(ref _ahead, ahead - 1, ahead);
            if (seen == ahead)
                return Granted(ahead - 1);
            ahead = seen;
        }
        return null;
    }

    private LimitDecision? DecideAtOnce(TimeSpan now)
    {
        if (_ahead > 0)
            return Let();
        return now < _refusesUntil || _waiting.Count == MaxWaiting ? Refuse() : null;
    }

    private Task<LimitDecision> Enqueue()
    {
        var waiter = new TaskCompletionSource<LimitDecision>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Enqueue(waiter);
        return waiter.Task;
    }

    // Repeats while requests wait; the first call has the deadline of the request that began it.
    private async Task Ask()
    {
        try
        {
            while (Prepare() is { } call)
            {
                var answer = await grain.Take(rule, call.Wanted, call.Report);
                if (Settle(answer, call.Wanted) is { } pause)
                    await Task.Delay(pause, clock);
            }
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    private (int Wanted, LimitReport Report)? Prepare()
    {
        lock (_gate)
        {
            _isAsking = _waiting.Count > 0 || WantsMoreAhead;
            return _isAsking ? (_waiting.Count + _maxAhead - _ahead, Describe()) : null;
        }
    }

    /// <returns>How long to wait before the next call; null for not at all.</returns>
    private TimeSpan? Settle(LimitAnswer answer, int wanted)
    {
        lock (_gate)
        {
            Debug.Assert(answer.Granted <= wanted, "A grain grants no more than is wanted.");
            var now = Now;
            _answered = new(answer, now);
            _taken.Add(now, answer.Granted);
            Interlocked.Add(ref _ahead, answer.Granted);
            while (_ahead > 0 && _waiting.TryDequeue(out var waiter))
                waiter.SetResult(Let());
            if (answer.Granted == wanted)
                return null;
            // A new activation soon has the other reports: requests wait until then, and are not refused.
            if (answer.IsLearning)
                return answer.RetryAfter;
            _refusesUntil = now + answer.RetryAfter;
            while (_waiting.TryDequeue(out var waiter))
                waiter.SetResult(Refuse());
            return null;
        }
    }

    private void Fail(Exception exception)
    {
        lock (_gate)
        {
            _isAsking = false;
            while (_waiting.TryDequeue(out var waiter))
                waiter.SetException(exception);
        }
    }

    // Under the lock, where at least one was taken ahead; TryLet leaves one at least.
    private LimitDecision Let() => Granted(Interlocked.Decrement(ref _ahead));

    private LimitDecision Granted(int ahead)
    {
        var (answer, at) = _answered;
        return new(IsGranted: true, TimeSpan.Zero, answer.Remaining + ahead, Left(at + answer.Reset), IsFirstRefusal: false);
    }

    private LimitDecision Refuse()
    {
        var now = Now;
        var isFirst = _refusedAt is not { } at || now - at > rule.Window;
        if (isFirst)
            _refusedAt = now;
        var retryAfter = now < _refusesUntil ? _refusesUntil - now : TimeSpan.FromSeconds(1);
        return new LimitDecision(IsGranted: false, retryAfter, 0, retryAfter, isFirst);
    }

    private TimeSpan Left(TimeSpan until)
    {
        var left = until - Now;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private sealed record Answered(LimitAnswer Answer, TimeSpan At);
}

/// <summary>Whether a request is let through.</summary>
/// <param name="IsGranted">Whether it is.</param>
/// <param name="RetryAfter">When the next one may be; zero where this one is.</param>
/// <param name="Remaining">How many more may follow, as far as this gateway knows.</param>
/// <param name="Reset">When the whole limit is there again if none follows; for a refused one, when the next may be let
/// through.</param>
/// <param name="IsFirstRefusal">Whether it is the first of its subject that is refused within a window.</param>
internal readonly record struct LimitDecision(
    bool IsGranted, TimeSpan RetryAfter, int Remaining, TimeSpan Reset, bool IsFirstRefusal);

/// <summary>This process, as it reports to the grains that count.</summary>
internal sealed class GatewayIdentity
{
    private long _number;

    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>A number for a call, above all before.</summary>
    public long NextNumber() => Interlocked.Increment(ref _number);
}

namespace Sanctum.Limits;

/// <summary>
/// The count of one subject in one activation. A new one may follow one that died with its silo. It learns what that one granted
/// from the gateways' reports, and until they have had time to report it grants each gateway a hundredth of the limit.
/// </summary>
/// <param name="mayHaveLost">Whether a silo may have died with counts of such an age.</param>
/// <param name="clock">The clock.</param>
internal sealed class SubjectCount(Func<TimeSpan, bool> mayHaveLost, TimeProvider clock)
{
    /// <summary>How long a new activation waits for reports.</summary>
    public static readonly TimeSpan Learning = TimeSpan.FromSeconds(3);

    private const int LearningShare = 100;
    // Reports reach back before the start, and no time may be below zero.
    private static readonly TimeSpan Start = LimitRule.MaxWindow * 2;

    private readonly long _started = clock.GetTimestamp();
    private readonly KnownGateways _gateways = new();
    private readonly List<HeardReport> _heard = [];
    private readonly List<TimedPermits> _granted = [];
    private LimitRule? _rule;
    private ILimitCounter? _counter;
    private bool _isLearning;

    private static TimeSpan LearnsUntil => Start + Learning;

    /// <summary>Takes permits; see <see cref="ILimitGrain.Take"/>.</summary>
    public LimitAnswer Take(LimitRule rule, int wanted, LimitReport report)
    {
        var now = Start + clock.GetElapsedTime(_started);
        Apply(rule, now);
        var gateway = _gateways.Find(report.Gateway) ?? Meet(report, rule, now);
        gateway.SeenAt = now;
        if (report.Number == gateway.Number)
            return gateway.Answer!;
        // A report alone may overtake a call that wants permits. Nobody waits for an older one of those.
        if (wanted == 0 || report.Number < gateway.Number)
            return Answer(0, now);
        var answer = _isLearning && now < LearnsUntil ? Share(gateway, wanted, now) : Grant(wanted, now);
        (gateway.Number, gateway.Answer) = (report.Number, answer);
        return answer;
    }

    private void Apply(LimitRule rule, TimeSpan now)
    {
        if (_rule is null)
            _isLearning = mayHaveLost(rule.Window);
        else if (_rule == rule)
            return;
        IReadOnlyList<TimedPermits> taken = _counter?.Taken(now) ?? [];
        (_rule, _counter) = (rule, LimitCounters.Create(rule, [], taken, now));
    }

    // Its report is of the time before: what a gateway took here would have made it known here.
    private KnownGateway Meet(LimitReport report, LimitRule rule, TimeSpan now)
    {
        if (!report.Taken.IsEmpty)
        {
            var heard = HeardReport.From(report, now);
            if (_isLearning || now < LearnsUntil)
            {
                _heard.Add(heard);
                _isLearning = true;
            }
            else
            {
                foreach (var taken in heard.Taken)
                    _counter!.Add(taken);
            }
        }
        return _gateways.Add(report.Gateway, now, rule.Window);
    }

    private LimitAnswer Share(KnownGateway gateway, int wanted, TimeSpan now)
    {
        var counter = LimitCounters.Create(_rule!, _heard, _granted, now);
        var share = Math.Max(1, _rule!.Permits / LearningShare) - gateway.Share;
        var remaining = counter.Remaining(now);
        var granted = Math.Min(wanted, Math.Min(share, remaining));
        gateway.Share += granted;
        Remember(granted, now);
        return new LimitAnswer(granted, remaining - granted, LearnsUntil - now, counter.UntilFull(now), IsLearning: true);
    }

    private LimitAnswer Grant(int wanted, TimeSpan now)
    {
        if (_isLearning)
            _counter = LimitCounters.Create(_rule!, _heard, _granted, now);
        _isLearning = false;
        var granted = Math.Min(wanted, _counter!.Remaining(now));
        _counter.Take(granted, now);
        Remember(granted, now);
        return Answer(granted, now);
    }

    // A report that still comes in time makes a new count, of this too.
    private void Remember(int granted, TimeSpan now)
    {
        if (now < LearnsUntil && granted > 0)
            _granted.Add(new TimedPermits(now, granted));
        else if (now >= LearnsUntil)
        {
            _heard.Clear();
            _granted.Clear();
        }
    }

    private LimitAnswer Answer(int granted, TimeSpan now) =>
        new(granted, _counter!.Remaining(now), _counter.UntilNext(now), _counter.UntilFull(now), IsLearning: false);
}

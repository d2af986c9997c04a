namespace Sanctum.Limits;

/// <summary>Takes and reports as a gateway does.</summary>
internal sealed class ReportingGateway(TimeProvider clock, LimitRule rule)
{
    private static readonly TimeSpan Start = LimitRule.MaxWindow;

    private readonly Guid _id = Guid.NewGuid();
    private readonly TakenLog _taken = new(rule.Window);
    private readonly long _started = clock.GetTimestamp();
    private long _number;
    private int _remaining;
    private TimeSpan _answeredAt = Start;

    private TimeSpan Now => Start + clock.GetElapsedTime(_started);

    public LimitAnswer Take(SubjectCount count, int wanted)
    {
        var answer = count.Take(
            rule, wanted, new LimitReport(_id, ++_number, _taken.EntriesAt(Now), _remaining, Now - _answeredAt));
        if (wanted == 0)
            return answer;
        _taken.Add(Now, answer.Granted);
        (_remaining, _answeredAt) = (answer.Remaining, Now);
        return answer;
    }
}

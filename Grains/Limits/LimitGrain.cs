namespace Sanctum.Limits;

/// <summary>One limit of one subject for all gateways.</summary>
/// <remarks>
/// Invariants: what is granted in any window is within the rule, but for a hundredth of it (at least one permit) for each
/// gateway after the death of a silo. Counts are in memory only; a gateway's report brings them to a new activation.
/// No options: the rule comes with the call. Meters: those of the gateway. No events.
/// </remarks>
[CollectionAgeLimit(Minutes = 2), GrainType("limit")]
internal sealed class LimitGrain(LostSilos lost, TimeProvider clock) : Grain, ILimitGrain
{
    private static readonly TimeSpan ShortWindow = TimeSpan.FromMinutes(1);

    private readonly SubjectCount _count = new(lost.MayHaveHeld, clock);

    public Task<LimitAnswer> Take(LimitRule rule, int wanted, LimitReport report)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(wanted);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(wanted, LimitRule.MaxPermits);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rule.Permits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rule.Permits, LimitRule.MaxPermits);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(rule.Window, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rule.Window, LimitRule.MaxWindow);
        // Counts that are collected while they matter would be lost.
        if (rule.Window > ShortWindow)
            DelayDeactivation(rule.Window);
        return Task.FromResult(_count.Take(rule, wanted, report));
    }
}

using System.Reflection;

namespace Sanctum.Limits;

/// <summary>
/// Stands in for the grain that counts and counts as it does; no class, which Orleans would take for a second grain.
/// </summary>
public class LimitGrainDouble : DispatchProxy
{
    private readonly List<int> _wanted = [];

    internal SubjectCount? Count { get; set; }

    /// <summary>Has answers wait for it.</summary>
    internal TaskCompletionSource? Gate { get; set; }

    /// <summary>What each call wanted.</summary>
    internal IReadOnlyList<int> Wanted => _wanted;

    /// <summary>What the last call reported.</summary>
    internal LimitReport? Reported { get; private set; }

    internal static (ILimitGrain Grain, LimitGrainDouble Double) Create(TimeProvider clock, bool lost = false)
    {
        var grain = Create<ILimitGrain, LimitGrainDouble>();
        var control = (LimitGrainDouble)(object)grain;
        control.Count = new SubjectCount(_ => lost, clock);
        return (grain, control);
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        Take((LimitRule)args![0]!, (int)args[1]!, (LimitReport)args[2]!);

    private async Task<LimitAnswer> Take(LimitRule rule, int wanted, LimitReport report)
    {
        lock (_wanted)
            _wanted.Add(wanted);
        Reported = report;
        if (Gate is { } gate)
            await gate.Task;
        return Count is { } count
            ? count.Take(rule, wanted, report)
            : throw new SiloUnavailableException("The silo is gone.");
    }
}

namespace Sanctum.Bench;

/// <summary>How long each of many requests took.</summary>
internal sealed class Latencies(IEnumerable<TimeSpan> all)
{
    private readonly double[] _sorted = [.. all.Select(one => one.TotalMilliseconds).Order()];

    /// <summary>Milliseconds that half of the requests did not pass.</summary>
    public double P50 => At(0.50);

    /// <summary>Milliseconds that 99 of 100 requests did not pass.</summary>
    public double P99 => At(0.99);

    /// <summary>Milliseconds of the slowest.</summary>
    public double Max => _sorted[^1];

    private double At(double share) => _sorted[(int)Math.Ceiling(share * _sorted.Length) - 1];
}

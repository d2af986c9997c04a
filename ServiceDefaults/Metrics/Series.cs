namespace Sanctum.Metrics;

/// <summary>The value of one set of labels; for a histogram, how many values fell into each bucket.</summary>
internal sealed class Series(double[] bounds)
{
    private readonly Lock _gate = new();
    private readonly long[] _buckets = new long[bounds.Length + 1];
    private double _sum;
    private long _count;

    public void Add(double value)
    {
        lock (_gate)
        {
            _sum += value;
            _count++;
            _buckets[BucketOf(value)]++;
        }
    }

    public void Replace(double value)
    {
        lock (_gate)
        {
            _sum = value;
            _count = 1;
        }
    }

    /// <summary>All numbers of one moment.</summary>
    public SeriesSnapshot Read()
    {
        lock (_gate)
            return new SeriesSnapshot(bounds, [.. _buckets], _sum, _count);
    }

    private int BucketOf(double value)
    {
        var index = Array.BinarySearch(bounds, value);
        return index >= 0 ? index : ~index;
    }
}

/// <summary>A series at one moment.</summary>
/// <param name="Bounds">Upper bounds of the buckets, the last one without bound not among them.</param>
/// <param name="Buckets">Values in each bucket, not yet added up.</param>
/// <param name="Sum">The value, or the sum of all values.</param>
/// <param name="Count">How many values there were.</param>
internal readonly record struct SeriesSnapshot(double[] Bounds, long[] Buckets, double Sum, long Count);

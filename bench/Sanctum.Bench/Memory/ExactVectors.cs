using System.Numerics;
using System.Runtime.InteropServices;

namespace Sanctum.Bench.Memory;

/// <summary>The vectors as they were before they were quantised, searched one after the other.</summary>
internal sealed class ExactVectors
{
    private readonly List<(Guid Id, float[] Vector)> _all = [];

    public void Add(Guid id, float[] vector) => _all.Add((id, vector));

    /// <summary>The nearest of them, in no order.</summary>
    public Guid[] Search(float[] query, int limit)
    {
        var best = new PriorityQueue<Guid, float>(limit + 1);
        foreach (var (id, vector) in _all)
        {
            var similarity = Dot(query, vector);
            if (best.Count == limit && best.TryPeek(out _, out var least) && similarity <= least)
                continue;
            best.Enqueue(id, similarity);
            if (best.Count > limit)
                best.Dequeue();
        }
        return [.. best.UnorderedItems.Select(item => item.Element)];
    }

    // The dimensions are a multiple of the processor's vectors.
    private static float Dot(float[] one, float[] other)
    {
        var ones = MemoryMarshal.Cast<float, Vector<float>>(one);
        var others = MemoryMarshal.Cast<float, Vector<float>>(other);
        var sum = Vector<float>.Zero;
        for (var i = 0; i < ones.Length; i++)
            sum += ones[i] * others[i];
        return Vector.Sum(sum);
    }
}

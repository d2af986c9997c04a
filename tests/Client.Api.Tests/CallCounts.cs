using System.Collections.Concurrent;

namespace Sanctum.Tests;

/// <summary>Counts grain calls by method.</summary>
internal sealed class CallCounts : IIncomingGrainCallFilter
{
    private readonly ConcurrentDictionary<string, long> _byMethod = new();

    public long Total => _byMethod.Values.Sum();

    /// <summary>
    /// Calls to grain interfaces whose names begin with <paramref name="prefix"/>, as <c>interface.method count</c>.
    /// </summary>
    public string[] Of(string prefix) => [.. _byMethod.Where(one => one.Key.StartsWith(prefix, StringComparison.Ordinal))
        .Select(one => $"{one.Key[prefix.Length..]} {one.Value}").Order(StringComparer.Ordinal)];

    public void Clear() => _byMethod.Clear();

    public Task Invoke(IIncomingGrainCallContext context)
    {
        _byMethod.AddOrUpdate($"{context.InterfaceName}.{context.MethodName}", 1, (_, count) => count + 1);
        return context.Invoke();
    }

    public override string ToString() =>
        string.Join(", ", _byMethod.OrderByDescending(one => one.Value).Take(10).Select(one => $"{one.Key} {one.Value}"));
}

namespace Sanctum.Metrics;

/// <summary>The meters that <c>/metrics</c> and OTLP show: ours, and those of what we stand on.</summary>
internal static class ObservedMeters
{
    /// <summary>Names; a name stands for the meters below it too, so that <c>Sanctum</c> is also <c>Sanctum.Queues</c>.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "Sanctum", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.RateLimiting", "Microsoft.Orleans",
        "Npgsql", "System.Net.Http", "System.Runtime",
    ];

    /// <summary>Whether <paramref name="meter"/> is one of them.</summary>
    public static bool Include(string meter) =>
        Names.Any(name => meter == name || meter.StartsWith(name + ".", StringComparison.Ordinal));
}

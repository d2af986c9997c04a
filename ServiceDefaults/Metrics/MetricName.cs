using System.Diagnostics.Metrics;

namespace Sanctum.Metrics;

/// <summary>Names as Prometheus wants them: <c>http.server.request.duration</c> in <c>s</c> is <c>http_server_request_duration_seconds</c>.</summary>
internal static class MetricName
{
    private const string Total = "_total";

    public static string Of(Instrument instrument, MetricKind kind)
    {
        var name = Clean(instrument.Name, allowColon: true);
        if (UnitOf(instrument.Unit) is { Length: > 0 } unit && !name.EndsWith(unit, StringComparison.Ordinal))
            name += "_" + unit;
        return kind == MetricKind.Counter && !name.EndsWith(Total, StringComparison.Ordinal) ? name + Total : name;
    }

    public static string OfLabel(string name) => Clean(name, allowColon: false);

    // Units in braces only annotate ({request}); "1" says that there is none.
    private static string UnitOf(string? unit) => unit switch
    {
        null or "" or "1" => "",
        "s" => "seconds",
        "ms" => "milliseconds",
        "us" => "microseconds",
        "ns" => "nanoseconds",
        "By" or "bytes" => "bytes",
        "KiBy" => "kibibytes",
        "%" => "percent",
        _ when unit.StartsWith('{') => "",
        _ => Clean(unit, allowColon: false),
    };

    private static string Clean(string name, bool allowColon)
    {
        var cleaned = string.Create(name.Length, (name, allowColon), static (span, state) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                var c = state.name[i];
                span[i] = char.IsAsciiLetterOrDigit(c) || (c == ':' && state.allowColon) ? c : '_';
            }
        });
        return cleaned.Length == 0 || char.IsAsciiDigit(cleaned[0]) ? "_" + cleaned : cleaned;
    }
}

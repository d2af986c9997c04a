using System.Globalization;
using System.Text;

namespace Sanctum.Metrics;

/// <summary>Prometheus' text format, version 0.0.4.</summary>
internal static class PrometheusText
{
    public const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Write(IReadOnlyList<Metric> metrics)
    {
        var text = new StringBuilder();
        // Instruments of different meters may end up with one name, which may be announced only once.
        foreach (var family in metrics.GroupBy(metric => (metric.Name, metric.Kind)).DistinctBy(family => family.Key.Name))
        {
            var series = family.SelectMany(metric => metric.Series).DistinctBy(one => one.Key).OrderBy(one => one.Key.Text, StringComparer.Ordinal).ToArray();
            if (series.Length == 0)
                continue;
            var (name, kind) = family.Key;
            text.Append("# HELP ").Append(name).Append(' ').Append(EscapeHelp(family.First().Help)).Append('\n');
            text.Append("# TYPE ").Append(name).Append(' ').Append(NameOf(kind)).Append('\n');
            foreach (var (labels, one) in series)
                WriteSeries(text, name, kind, labels.Text, one.Read());
        }
        return text.ToString();
    }

    private static void WriteSeries(StringBuilder text, string name, MetricKind kind, string labels, SeriesSnapshot series)
    {
        if (kind != MetricKind.Histogram)
        {
            WriteSample(text, name, labels, series.Sum);
            return;
        }
        long upToHere = 0;
        for (var i = 0; i < series.Buckets.Length; i++)
        {
            upToHere += series.Buckets[i];
            var bound = i < series.Bounds.Length ? Number(series.Bounds[i]) : "+Inf";
            WriteSample(text, name + "_bucket", $"{labels}{(labels.Length > 0 ? "," : "")}le=\"{bound}\"", upToHere);
        }
        WriteSample(text, name + "_sum", labels, series.Sum);
        WriteSample(text, name + "_count", labels, series.Count);
    }

    private static void WriteSample(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
            text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string EscapeHelp(string help) => help.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);

    private static string NameOf(MetricKind kind) => kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Histogram => "histogram",
        _ => "gauge",
    };
}

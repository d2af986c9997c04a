using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Sanctum.Metrics;

/// <summary>Labels as they are written, sorted by name, so that the same labels in any order are the same series.</summary>
internal readonly record struct LabelSet(string Text)
{
    private const int MostValueCharacters = 256;

    /// <summary>What the series beyond an instrument's limit share.</summary>
    public static LabelSet Overflow { get; } = new("otel_metric_overflow=\"true\"");

    // Which hosts we call, and how a caller speaks HTTP, is others' choice: each would be a series, and none of them says how we do.
    private static readonly FrozenSet<string> Unbounded = new[]
    {
        "server.address", "server.port", "network.peer.address", "dns.question.name", "network.protocol.version", "network.protocol.name", "url.scheme",
        "tls.protocol.version",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static LabelSet Of(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length == 0)
            return new LabelSet("");
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in tags)
        {
            if (!Unbounded.Contains(name))
                labels[MetricName.OfLabel(name)] = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        }
        var text = new StringBuilder();
        foreach (var (name, value) in labels)
        {
            if (text.Length > 0)
                text.Append(',');
            text.Append(name).Append("=\"");
            Escape(text, value.Length <= MostValueCharacters ? value : value[..MostValueCharacters]);
            text.Append('"');
        }
        return new LabelSet(text.ToString());
    }

    private static void Escape(StringBuilder text, string value)
    {
        foreach (var c in value)
        {
            _ = c switch
            {
                '\\' => text.Append(@"\\"),
                '"' => text.Append("\\\""),
                '\n' => text.Append(@"\n"),
                _ => text.Append(c),
            };
        }
    }
}

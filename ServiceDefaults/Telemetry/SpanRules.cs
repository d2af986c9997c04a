using System.Collections.Frozen;
using System.Diagnostics;
using OpenTelemetry;

namespace Sanctum.Telemetry;

/// <summary>
/// What no exported span may hold: query strings and addresses with a path, which carry keys and tokens. And which spans are no
/// trace: a statement or an HTTP call outside of a request, a turn or a post, such as each look of an idle process at its
/// database.
/// </summary>
internal sealed class SpanRules : BaseProcessor<Activity>
{
    private const string Query = "url.query";
    private const string Address = "url.full";

    private static readonly FrozenSet<string> Leaves = FrozenSet.Create(StringComparer.Ordinal, "Npgsql", "System.Net.Http");

    public override void OnStart(Activity data)
    {
        if (data.Parent is not null || data.ParentSpanId != default || !Leaves.Contains(data.Source.Name))
            return;
        data.IsAllDataRequested = false;
        data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }

    public override void OnEnd(Activity data)
    {
        if (data.GetTagItem(Query) is not null)
            data.SetTag(Query, null);
        if (data.GetTagItem(Address) is string address)
            data.SetTag(
                Address, Uri.TryCreate(address, UriKind.Absolute, out var uri) ? $"{uri.Scheme}://{uri.Authority}/" : null);
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Trace;
using Sanctum.Telemetry;

namespace Sanctum.Tests;

public sealed class SpanRuleTests : IDisposable
{
    private static readonly ActivitySource Ours = new("Sanctum");
    private static readonly ActivitySource Statements = new("Npgsql");
    private readonly ConcurrentBag<Activity> _exported = [];
    private readonly TracerProvider _traces;

    public SpanRuleTests() =>
        _traces = Sdk.CreateTracerProviderBuilder().AddSpans()
            .AddProcessor(new SimpleActivityExportProcessor(new Exporter(_exported))).Build();

    [Fact]
    public void Statement_outside_of_a_trace_is_not_exported_and_one_inside_is()
    {
        var before = Activity.Current;
        Activity.Current = null;
        var alone = Statements.StartActivity("alone", ActivityKind.Client)!;
        alone.Dispose();
        using (var turn = Ours.StartActivity("turn")!)
        {
            using var inside = Statements.StartActivity("inside", ActivityKind.Client)!;
            alone = inside;
        }
        Activity.Current = before;

        Assert.Equal(
            ["inside", "turn"],
            _exported.Where(span => span.TraceId == alone.TraceId).Select(span => span.OperationName).Order());
        Assert.DoesNotContain(_exported, span => span.OperationName == "alone");
    }

    [Fact]
    public void Query_and_path_of_an_address_are_not_exported()
    {
        var span = Ours.StartActivity("call")!;
        span.SetTag("url.full", "https://user:word@api.test:81/botTOKEN/get?key=SECRET").SetTag("url.query", "?key=SECRET")
            .Dispose();

        var exported = Assert.Single(_exported, one => one.SpanId == span.SpanId);
        Assert.Equal("https://api.test:81/", exported.GetTagItem("url.full"));
        Assert.Null(exported.GetTagItem("url.query"));
    }

    public void Dispose() => _traces.Dispose();

    private sealed class Exporter(ConcurrentBag<Activity> exported) : BaseExporter<Activity>
    {
        public override ExportResult Export(in Batch<Activity> batch)
        {
            foreach (var span in batch)
                exported.Add(span);
            return ExportResult.Success;
        }
    }
}

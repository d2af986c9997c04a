using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Sanctum.Metrics;

namespace Sanctum.Tests;

[Collection(SharedGateway.Name)]
public sealed partial class MetricDocumentTests(RunningGateway gateway)
{
    private const string Document = "docs/operators.md";

    [Fact]
    public async Task Document_has_every_metric_of_ours_as_it_is_scraped_and_no_other()
    {
        // The first request for an event stream makes the meter of event streams.
        (await gateway.Http.GetAsync("/v1/sessions/nothing-here/events")).Dispose();
        MakeMetersOfAllClasses();
        using var collector = new MeterCollector();
        collector.Start();
        var rows = collector.Collect().Where(metric => Ours().IsMatch(metric.Name)).Select(RowOf).Distinct().ToArray();
        var written = SourceFiles.Lines(Document).Where(line => Row().IsMatch(line)).ToArray();

        var missing = rows.Except(written).ToArray();
        var stale = written.Except(rows).ToArray();

        Assert.True(missing.Length + stale.Length == 0, $"{Document} lacks:\n{string.Join('\n', missing)}\n\nand has what no meter says:\n{string.Join('\n', stale)}");
    }

    private static string RowOf(Metric metric) => $"| `{metric.Name}` | {metric.Kind.ToString().ToLowerInvariant()} | {metric.Help} |";

    // A static meter is made when its class is first used, which no test here may have done yet.
    private static void MakeMetersOfAllClasses()
    {
        var assemblies = AppDomain.CurrentDomain.GetAssemblies().Where(assembly => assembly.GetName().Name is "Sanctum.Grains" or "Sanctum.Client.Api" or "Sanctum.ServiceDefaults" or "Sanctum.Silo");
        foreach (var type in assemblies.SelectMany(assembly => assembly.GetTypes()).Where(HasMeter))
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
    }

    private static bool HasMeter(Type type) =>
        !type.ContainsGenericParameters
        && type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public).Any(field => field.FieldType == typeof(Meter) || field.FieldType.IsAssignableTo(typeof(Instrument)));

    [GeneratedRegex("^(sanctum|orleans)_")]
    private static partial Regex Ours();

    [GeneratedRegex(@"^\| `(sanctum|orleans)_\w+` \| (counter|gauge|histogram) \|")]
    private static partial Regex Row();
}

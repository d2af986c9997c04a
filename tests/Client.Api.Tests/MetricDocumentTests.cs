using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
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
    public async Task Document_has_every_metric_of_ours_and_every_chosen_one_of_Orleans_as_it_is_scraped_and_no_other()
    {
        // The first request for an event stream makes the meter of event streams.
        (await gateway.Http.GetAsync("/v1/sessions/nothing-here/events")).Dispose();
        MakeMetersOfAllClasses(gateway.Services);
        using var meters = MakeMeterOfClusterClient();
        await using var scraped = await ScrapedMeters.Start();
        foreach (var instrument in PublishedInstruments())
            Copy(instrument, scraped.Meter);
        var rows = RowsOf(await scraped.Text());
        Assert.Equal(ChosenInstruments.All.Count, rows.Count(row => row.StartsWith("| `orleans_", StringComparison.Ordinal)));
        var written = SourceFiles.Lines(Document).Where(line => Row().IsMatch(line)).ToArray();

        var missing = rows.Except(written).ToArray();
        var stale = written.Except(rows).ToArray();

        Assert.True(
            missing.Length + stale.Length == 0,
            $"{Document} lacks:\n{string.Join('\n', missing)}\n\nand has what no meter says:\n{string.Join('\n', stale)}");
    }

    private static string[] RowsOf(string scraped)
    {
        var types = Type().Matches(scraped).ToDictionary(type => type.Groups[1].Value, type => type.Groups[2].Value);
        return [.. Help().Matches(scraped).Select(
            help => $"| `{help.Groups[1].Value}` | {types[help.Groups[1].Value]} | {help.Groups[2].Value} |")];
    }

    private static Instrument[] PublishedInstruments()
    {
        var found = new ConcurrentBag<Instrument>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, _) => found.Add(instrument) };
        listener.Start();
        return [.. found.Where(ObservedMeters.Include)
            .Where(instrument => InstrumentOfOurs().IsMatch(instrument.Name)).DistinctBy(instrument => instrument.Name)];
    }

    // One that has measured nothing yet is not scraped; a copy has.
    private static void Copy(Instrument instrument, Meter meter)
    {
        var (name, unit, help) = (instrument.Name, instrument.Unit, instrument.Description);
        switch (instrument.GetType().GetGenericTypeDefinition().Name.Split('`')[0])
        {
            case "Counter" or "ObservableCounter":
                meter.CreateCounter<double>(name, unit, help).Add(1);
                break;
            case "UpDownCounter" or "ObservableUpDownCounter":
                meter.CreateUpDownCounter<double>(name, unit, help).Add(1);
                break;
            case "Histogram":
                meter.CreateHistogram<double>(name, unit, help).Record(1);
                break;
            default:
                meter.CreateGauge<double>(name, unit, help).Record(1);
                break;
        }
    }

    [Fact]
    public async Task Scrape_shows_the_chosen_metrics_of_Orleans_and_no_other()
    {
        var scraped = (await gateway.Http.GetStringAsync("/metrics")).Split('\n')
            .Where(line => line.StartsWith("# HELP orleans_", StringComparison.Ordinal)).ToArray();

        Assert.NotEmpty(scraped);
        Assert.All(scraped, line => Assert.Contains(
            ChosenInstruments.All.Values, chosen => line.EndsWith($" {chosen.Help}", StringComparison.Ordinal)));
        Assert.Contains(scraped, line => line.StartsWith("# HELP orleans_catalog_activations ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Time_from_the_processes_start_until_it_was_ready_is_scraped()
    {
        var scraped = (await gateway.Http.GetStringAsync("/metrics")).Split('\n');

        var sample = Assert.Single(
            scraped, line => line.StartsWith("sanctum_process_startup_duration_seconds{} ", StringComparison.Ordinal));
        Assert.True(double.Parse(sample.Split(' ')[1], CultureInfo.InvariantCulture) > 0);
    }

    // Only a gateway in a separate process has it.
    private static Meter MakeMeterOfClusterClient()
    {
        var meter = new Meter(ChosenInstruments.Meter);
        meter.CreateObservableGauge("orleans-client-connected-gateways", () => 0);
        return meter;
    }

    // A static meter is made when its class is first used, which no test here may have done yet.
    // Services that no test has used yet have made no meter.
    private static void MakeMetersOfAllClasses(IServiceProvider services)
    {
        var assemblies = AppDomain.CurrentDomain.GetAssemblies().Where(assembly =>
            assembly.GetName().Name is "Sanctum.Grains" or "Sanctum.Client.Api" or "Sanctum.ServiceDefaults" or "Sanctum.Silo");
        var types = assemblies.SelectMany(assembly => assembly.GetTypes()).ToArray();
        foreach (var type in types.Where(HasMeter))
            RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        foreach (var type in types.Where(type => type.IsClass && type.Name.EndsWith("Meter", StringComparison.Ordinal)))
            services.GetService(type);
    }

    private static bool HasMeter(Type type) =>
        !type.ContainsGenericParameters
        && type.GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public).Any(
            field => field.FieldType == typeof(Meter) || field.FieldType.IsAssignableTo(typeof(Instrument)));

    [GeneratedRegex("^(sanctum[.]|orleans-)")]
    private static partial Regex InstrumentOfOurs();

    [GeneratedRegex("^# TYPE ([^ ]+) (.+)$", RegexOptions.Multiline)]
    private static partial Regex Type();

    [GeneratedRegex("^# HELP ([^ ]+) (.+)$", RegexOptions.Multiline)]
    private static partial Regex Help();

    [GeneratedRegex(@"^\| `(sanctum|orleans)_\w+` \| (counter|gauge|histogram) \|")]
    private static partial Regex Row();
}

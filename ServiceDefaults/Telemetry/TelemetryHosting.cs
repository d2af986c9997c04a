using System.Diagnostics.Metrics;
using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Sanctum.Metrics;
using Serilog;
using Serilog.Extensions.Logging;

namespace Sanctum.Telemetry;

/// <summary>Logs, traces and metrics of a process.</summary>
public static class TelemetryHosting
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    // Each logs at every start, stop or wait what is no problem, or what this process logs in a line of its own.
    private static readonly string[] NoisyCategories =
    [
        "Orleans.Runtime.Silo", // that the server's garbage collector would be better; that a start was cancelled
        "Orleans.Runtime.Watchdog", // that the machine's uptime was a stall
        "Orleans.Messaging.GatewayManager", // that there is no silo, at each try
        "Orleans.Providers.MemoryAdapterReceiver", // that a queue of events moved to another silo
        "Orleans.Streams.StreamConsumerExtension", // that a subscription has ended, for each event on its way
        "Polly", // that a page of somebody else was not there at the first try
    ];

    /// <summary>
    /// Logs for people on a terminal, one JSON document per line elsewhere, with trace ids; and over OTLP when
    /// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set.
    /// </summary>
    public static IHostApplicationBuilder AddSanctumLogging(this IHostApplicationBuilder builder, string serviceName)
    {
        LogLevels.Check(builder.Configuration);
        builder.Logging.ClearProviders();
        // Which lines there are is decided by the filters below and by the section Logging.
        var tenants = new TenantEnricher();
        builder.Services.AddSingleton(tenants);
        var lines = new LoggerConfiguration().MinimumLevel.Verbose().Enrich.FromLogContext().Enrich.With(tenants)
            .WriteTo.SanctumConsole(Console.IsOutputRedirected);
        if (builder.Configuration[EndpointVariable] is { Length: > 0 } endpoint)
        {
            lines.WriteTo.OpenTelemetry(sink =>
            {
                sink.Endpoint = endpoint;
                sink.ResourceAttributes["service.name"] = serviceName;
            });
        }
        // Not AddSerilog, whose own filter lets every line pass.
        builder.Services.AddSingleton<ILoggerProvider>(_ => new SerilogLoggerProvider(lines.CreateLogger(), dispose: true));
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("System.Net.Http", LogLevel.Warning);
        builder.Logging.AddFilter("Npgsql", LogLevel.Warning);
        builder.Logging.AddFilter("Orleans", LogLevel.Warning);
        foreach (var category in NoisyCategories)
            builder.Logging.AddFilter(category, LogLevel.Critical);
        return builder;
    }

    /// <summary>
    /// Metrics for <c>/metrics</c>; traces and metrics over OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set. Where it is not,
    /// nothing listens to spans, so none is made.
    /// </summary>
    public static IHostApplicationBuilder AddSanctumTelemetry(this IHostApplicationBuilder builder, string serviceName)
    {
        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(serviceName))
            .WithMetrics(metrics => metrics.AddObservedMeters().AddScrape());
        if (!string.IsNullOrEmpty(builder.Configuration[EndpointVariable]))
        {
            telemetry
                .WithMetrics(metrics => metrics.AddOtlpExporter())
                .WithTracing(traces => traces.AddSpans().AddOtlpExporter());
        }
        return builder;
    }

    /// <summary>Whether spans pass through grain calls.</summary>
    internal static bool TracesCalls(this IConfiguration configuration) =>
        configuration.GetSection(TelemetryOptions.Section).Get<TelemetryOptions>()?.TraceCalls
            ?? !string.IsNullOrEmpty(configuration[EndpointVariable]);

    /// <summary>
    /// The meters that <c>/metrics</c> shows, those below a name by a pattern, which the name itself does not match.
    /// </summary>
    internal static MeterProviderBuilder AddObservedMeters(this MeterProviderBuilder meters) =>
        meters
            .AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddRuntimeInstrumentation().AddNpgsqlInstrumentation()
            .AddMeter([.. ObservedMeters.Names.SelectMany(name => new[] { name, name + ".*" })])
            .AddProcessViews();

    // Another host in this process, as tests have them, has meters of the same names; when they end, ours must not end with them.
    private static MeterProviderBuilder AddProcessViews(this MeterProviderBuilder meters) =>
        ((IDeferredMeterProviderBuilder)meters).Configure((services, views) =>
        {
            var factory = services.GetService<IMeterFactory>();
            views.AddView(instrument => ObservedMeters.Include(instrument) && IsOf(factory, instrument.Meter)
                ? MetricViews.Of(instrument)
                : MetricStreamConfiguration.Drop);
        });

    private static bool IsOf(IMeterFactory? factory, Meter meter) =>
        factory is null || meter.Scope is not IMeterFactory || meter.Scope == factory;

    /// <summary>
    /// Has <c>/metrics</c> show what there is at that moment, with the labels of the instruments and no others.
    /// </summary>
    internal static MeterProviderBuilder AddScrape(this MeterProviderBuilder meters) => meters.AddPrometheusExporter(exporter =>
    {
        exporter.ScrapeResponseCacheDurationMilliseconds = 0;
        exporter.ScopeInfoEnabled = exporter.TargetInfoEnabled = false;
    });

    /// <summary>
    /// The spans that are exported: requests, grain calls, the main flow, and what those ask of servers and of the database.
    /// </summary>
    internal static TracerProviderBuilder AddSpans(this TracerProviderBuilder traces) =>
        traces
            .AddSource("Sanctum", "Microsoft.Orleans.*")
            .AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddNpgsql()
            .AddProcessor(new SpanRules());
}

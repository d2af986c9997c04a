using OpenTelemetry;
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
        var lines = new LoggerConfiguration().MinimumLevel.Verbose().Enrich.FromLogContext().WriteTo.SanctumConsole(Console.IsOutputRedirected);
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
        builder.Logging.AddFilter("Polly", LogLevel.Warning);
        return builder;
    }

    /// <summary>Exports traces and metrics over OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set.</summary>
    public static IHostApplicationBuilder AddSanctumTelemetry(this IHostApplicationBuilder builder, string serviceName)
    {
        if (!string.IsNullOrEmpty(builder.Configuration[EndpointVariable]))
            builder.Services.AddHostedService(_ => new OtlpExport(serviceName));
        return builder;
    }

    /// <summary>Whether spans pass through grain calls.</summary>
    internal static bool TracesCalls(this IConfiguration configuration) =>
        configuration.GetSection(TelemetryOptions.Section).Get<TelemetryOptions>()?.TraceCalls ?? !string.IsNullOrEmpty(configuration[EndpointVariable]);

    /// <summary>The meters that <c>/metrics</c> shows, those below a name by a pattern, which the name itself does not match.</summary>
    internal static MeterProviderBuilder AddObservedMeters(this MeterProviderBuilder meters) =>
        meters.AddMeter([.. ObservedMeters.Names.SelectMany(name => new[] { name, name + ".*" })])
            .AddView(instrument => ObservedMeters.Include(instrument) ? null : MetricStreamConfiguration.Drop);

    private sealed class OtlpExport(string serviceName) : IHostedService
    {
        private TracerProvider? _traces;
        private MeterProvider? _metrics;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            var resource = ResourceBuilder.CreateDefault().AddService(serviceName);
            _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource)
                .AddSource("Sanctum", "Microsoft.Orleans.*", "Microsoft.AspNetCore", "System.Net.Http", "Npgsql")
                .AddOtlpExporter().Build();
            _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
                .AddObservedMeters()
                .AddOtlpExporter().Build();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            _traces?.Dispose();
            _metrics?.Dispose();
            return Task.CompletedTask;
        }
    }
}

using System.Diagnostics.Metrics;

namespace Sanctum.Metrics;

/// <summary>The meters that <c>/metrics</c> and OTLP show: ours, and those of what we stand on.</summary>
internal static class ObservedMeters
{
    /// <summary>Names; a name stands for the meters below it too, so that <c>Sanctum</c> is also <c>Sanctum.Queues</c>.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "Sanctum", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
        ChosenInstruments.Meter, "Npgsql", "System.Net.Http", "System.Runtime",
    ];

    /// <summary>Whether <paramref name="instrument"/> belongs to one of them; of Orleans' only the chosen ones.</summary>
    public static bool Include(Instrument instrument) => IsUnder(instrument, ChosenInstruments.Meter)
        ? ChosenInstruments.All.ContainsKey(instrument.Name)
        : Names.Any(name => IsUnder(instrument, name));

    private static bool IsUnder(Instrument instrument, string meter) =>
        instrument.Meter.Name == meter || instrument.Meter.Name.StartsWith(meter + ".", StringComparison.Ordinal);
}

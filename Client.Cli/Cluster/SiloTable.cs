using System.Globalization;
using Sanctum.Terminal;
using Spectre.Console;

namespace Sanctum.Cluster;

/// <summary>Silos, one a line.</summary>
internal static class SiloTable
{
    private const int MaxVersionCharacters = 16;
    private const double Megabyte = 1_000_000;

    public static Table Of(IEnumerable<SiloShape> silos) => silos.Aggregate(
        Listing.Of("SILO", "ADDRESS", "STATUS", "STARTED", "VERSION", "ACTIVATIONS", "CLIENTS", "CPU", "MEMORY"),
        (table, silo) => table.Row(
            silo.Name, silo.Address, Listing.State(silo.Status), Age.Of(silo.StartedAt), Short(silo.Version),
            silo.Load?.Activations, silo.Load?.Clients, Percent(silo.Load), Memory(silo.Load)));

    // The full version ends in the commit's 40 digits.
    private static string? Short(string? version) =>
        version is { Length: > MaxVersionCharacters } ? version[..MaxVersionCharacters] : version;

    private static string? Percent(SiloLoadShape? load) =>
        load is null ? null : string.Create(CultureInfo.InvariantCulture, $"{load.CpuPercent:0.#} %");

    private static string? Memory(SiloLoadShape? load) => load is null
        ? null
        : string.Create(
            CultureInfo.InvariantCulture, $"{load.MemoryBytes / Megabyte:0} of {load.MaxMemoryBytes / Megabyte:0} MB");
}
